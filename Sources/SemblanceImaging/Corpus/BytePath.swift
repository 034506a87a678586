import SemblanceCore

/// A path as the file system knows it: bytes, of no particular encoding.
///
/// Swift's String takes composed and decomposed letters for equal and cannot hold invalid UTF-8, so a key of Strings would lose
/// files. Compared byte by byte.
public struct BytePath: Sendable, Hashable, Comparable {
    /// The bytes, without a terminating zero.
    public let bytes: [UInt8]

    /// A path by its bytes.
    public init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// The UTF-8 bytes of a string, unchanged.
    public init(_ string: String) {
        bytes = Array(string.utf8)
    }

    /// Byte by byte, as `memcmp` orders.
    public static func < (left: BytePath, right: BytePath) -> Bool {
        left.bytes.lexicographicallyPrecedes(right.bytes)
    }

    /// The path as a String, where it is valid UTF-8; its bytes are then exactly these.
    public var string: String? { String(validating: bytes, as: UTF8.self) }

    /// What follows the last slash.
    public var lastComponent: BytePath {
        BytePath(bytes: Array(bytes.suffix(from: (bytes.lastIndex(of: BytePath.slash) ?? -1) + 1)))
    }

    /// What stands before the last slash: the folder that holds it, `.` for a bare name.
    var folder: BytePath {
        guard let slash = bytes.lastIndex(of: BytePath.slash) else { return "." }
        return slash == 0 ? "/" : BytePath(bytes: Array(bytes[..<slash]))
    }

    /// The path of something inside this folder; an empty path stands for "here".
    public func appending(_ component: BytePath) -> BytePath {
        guard let last = bytes.last else { return component }
        return BytePath(bytes: bytes + (last == BytePath.slash ? [] : [BytePath.slash]) + component.bytes)
    }

    private static let slash = UInt8(ascii: "/")

    /// Hands out the path for a system call.
    ///
    /// - Throws: `invalidArgument` for a path with a zero byte inside, which the system would cut there.
    func withCString<Result>(_ body: (UnsafePointer<CChar>) throws -> Result) throws -> Result {
        guard !bytes.contains(0), !bytes.isEmpty else {
            throw SemblanceError(.invalidArgument, bytes.isEmpty ? "an empty path" : "\(self) holds a zero byte")
        }
        return try (bytes + [0]).withUnsafeBufferPointer { buffer in
            try buffer.withMemoryRebound(to: CChar.self) { characters in
                guard let start = characters.baseAddress else { throw SemblanceError(.invalidArgument, "an empty path") }
                return try body(start)
            }
        }
    }
}

extension BytePath: ExpressibleByStringLiteral {
    /// The UTF-8 bytes of a literal.
    public init(stringLiteral value: String) {
        self.init(value)
    }
}

extension BytePath: CustomStringConvertible {
    /// The path for people: one line of printable text. Bytes that are no UTF-8 and control characters show as `\xNN`, invisible
    /// and direction-changing characters as `\u{N}`, a backslash as `\\`; so different paths look different.
    public var description: String {
        // Most paths are plain.
        if bytes.allSatisfy({ (0x20..<0x7f).contains($0) && $0 != UInt8(ascii: "\\") }) { return String(decoding: bytes, as: UTF8.self) }
        var text = ""
        var decoder = UTF8()
        var rest = bytes[...]
        while !rest.isEmpty {
            var iterator = rest.makeIterator()
            if case .scalarValue(let scalar) = decoder.decode(&iterator) {
                text += BytePath.shown(scalar)
                rest = rest.dropFirst(UTF8.width(scalar))
            } else {
                text += BytePath.hexadecimal(rest[rest.startIndex])
                rest = rest.dropFirst()
            }
            decoder = UTF8()
        }
        return text
    }

    private static func shown(_ scalar: Unicode.Scalar) -> String {
        switch scalar.properties.generalCategory {
        case _ where scalar == "\\": "\\\\"
        case .control where scalar.value < 0x80: hexadecimal(UInt8(truncatingIfNeeded: scalar.value))
        case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate, .unassigned:
            "\\u{" + String(scalar.value, radix: 16) + "}"
        default: String(Character(scalar))
        }
    }

    private static func hexadecimal(_ byte: UInt8) -> String {
        "\\x" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }
}

extension SemblanceError {
    /// The same failure, with the file's name before the message.
    public func naming(_ path: BytePath) -> SemblanceError {
        SemblanceError(code, "\(path): \(message)", advice: advice, detail: detail)
    }
}

extension BytePath {
    /// Runs `body`, and puts this path before the message of what it throws.
    public func named<Result>(_ body: () throws -> Result) throws -> Result {
        do {
            return try body()
        } catch let error as SemblanceError {
            throw error.naming(self)
        }
    }
}
