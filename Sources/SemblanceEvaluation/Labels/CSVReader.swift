import SemblanceCore

/// Reads comma-separated values record by record (RFC 4180).
///
/// Fields may stand in quotes, with `""` for a quote and with commas and line ends inside. Lines end in LF, CRLF or CR, the last one may
/// go without; empty lines and a byte-order mark are passed over. Fields come as bytes: names of files need not be UTF-8.
struct CSVReader {
    private let bytes: [UInt8]
    private let source: String
    private var position: Int
    private var line = 1
    /// The line on which the record that was read last begins, counted from 1.
    private(set) var recordLine = 1

    /// - Parameters:
    ///   - bytes: a whole file
    ///   - source: its name for messages
    init(_ bytes: [UInt8], source: String) {
        self.bytes = bytes
        self.source = source
        position = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    }

    /// The fields of the next record; nil at the end.
    ///
    /// - Throws: `corrupt`, with the line, for quotes that are not closed or that end in the middle of a field.
    mutating func next() throws -> [[UInt8]]? {
        while isAtLineEnd, position < bytes.count { skipLineEnd() }
        guard position < bytes.count else { return nil }
        recordLine = line
        var fields: [[UInt8]] = []
        while true {
            fields.append(try field())
            guard position < bytes.count else { return fields }
            if bytes[position] != Self.comma {
                skipLineEnd()
                return fields
            }
            position += 1
        }
    }

    private var isAtLineEnd: Bool { position >= bytes.count || bytes[position] == Self.lineFeed || bytes[position] == Self.carriageReturn }

    private mutating func field() throws -> [UInt8] {
        if position < bytes.count, bytes[position] == Self.quote { return try quotedField() }
        let start = position
        while !isAtLineEnd, bytes[position] != Self.comma { position += 1 }
        return Array(bytes[start..<position])
    }

    private mutating func quotedField() throws -> [UInt8] {
        let firstLine = line
        var field: [UInt8] = []
        position += 1
        while position < bytes.count {
            let byte = bytes[position]
            position += 1
            if byte != Self.quote {
                if byte == Self.lineFeed { line += 1 }
                field.append(byte)
            } else if position < bytes.count, bytes[position] == Self.quote {
                position += 1
                field.append(byte)
            } else {
                guard isAtLineEnd || bytes[position] == Self.comma else {
                    throw SemblanceError(
                        .corrupt, "\(source): line \(line): text follows a closing quote",
                        advice: "write a quote inside a quoted field as two quotes")
                }
                return field
            }
        }
        throw SemblanceError(.corrupt, "\(source): line \(firstLine): a quote is not closed", advice: "close it")
    }

    private mutating func skipLineEnd() {
        let isCarriageReturn = bytes[position] == Self.carriageReturn
        position += 1
        if isCarriageReturn, position < bytes.count, bytes[position] == Self.lineFeed { position += 1 }
        line += 1
    }

    private static let comma = UInt8(ascii: ",")
    private static let quote = UInt8(ascii: "\"")
    private static let lineFeed = UInt8(ascii: "\n")
    private static let carriageReturn = UInt8(ascii: "\r")
}
