import Foundation

/// Puts numbers and texts into a cursor, little-endian, one after the other.
struct CursorWriter {
    private var bytes: [UInt8] = []

    init() { bytes.reserveCapacity(640) }

    mutating func write(_ value: some FixedWidthInteger) {
        withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
    }

    /// A byte that says whether there is a value, and the value.
    mutating func write(optional value: UInt32?) {
        write(UInt8(value == nil ? 0 : 1))
        if let value { write(value) }
    }

    /// A text of less than 65,536 bytes.
    mutating func write(text: String) {
        write(UInt16(text.utf8.count))
        bytes.append(contentsOf: text.utf8)
    }

    var text: String {
        let digits = Data(bytes).base64EncodedData().prefix { $0 != UInt8(ascii: "=") }
        return String(decoding: digits.map { $0 == UInt8(ascii: "+") ? UInt8(ascii: "-") : $0 == UInt8(ascii: "/") ? UInt8(ascii: "_") : $0 }, as: UTF8.self)
    }
}

/// Takes numbers and texts out of a cursor, as `CursorWriter` put them in.
struct CursorReader {
    /// What was handed in is no cursor.
    struct Unreadable: Error {}

    private var rest: ArraySlice<UInt8>

    init(_ text: String) throws {
        var digits = text.utf8.map { $0 == UInt8(ascii: "-") ? UInt8(ascii: "+") : $0 == UInt8(ascii: "_") ? UInt8(ascii: "/") : $0 }
        digits += [UInt8](repeating: UInt8(ascii: "="), count: (4 - digits.count % 4) % 4)
        guard let data = Data(base64Encoded: Data(digits)) else { throw Unreadable() }
        rest = Array(data)[...]
    }

    mutating func read<Value: FixedWidthInteger>(_: Value.Type = Value.self) throws -> Value {
        let bytes = try take(MemoryLayout<Value>.size)
        return Value(littleEndian: bytes.withUnsafeBytes { $0.loadUnaligned(as: Value.self) })
    }

    mutating func readOptional() throws -> UInt32? { try read(UInt8.self) == 0 ? nil : read() }

    mutating func readText() throws -> String {
        guard let text = String(validating: try take(Int(try read(UInt16.self))), as: UTF8.self) else { throw Unreadable() }
        return text
    }

    /// Nothing may be left.
    func end() throws {
        guard rest.isEmpty else { throw Unreadable() }
    }

    private mutating func take(_ count: Int) throws -> ArraySlice<UInt8> {
        guard count <= rest.count else { throw Unreadable() }
        defer { rest = rest.dropFirst(count) }
        return rest.prefix(count)
    }
}
