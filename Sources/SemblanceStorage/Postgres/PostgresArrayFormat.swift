/// The binary form of PostgreSQL's own arrays: dimensions, whether NULLs occur, the elements' type, length and lower bound of
/// each dimension, then the elements with their lengths in front.
enum PostgresArrayFormat {
    static func encode<Element: PostgresValue>(_ array: [Element], type: PostgresType, into buffer: inout PostgresBuffer) throws {
        buffer.append(integer: Int32(array.isEmpty ? 0 : 1))
        buffer.append(integer: Int32(0))
        buffer.append(integer: type.oid)
        guard !array.isEmpty else { return }
        buffer.append(integer: Int32(array.count))
        buffer.append(integer: Int32(1))
        for element in array { try buffer.append(field: element) }
    }

    static func decode<Element: PostgresValue>(_ field: PostgresField) throws -> [Element] where Element: PostgresArrayElement {
        let bytes = try field.contents(for: [Element].self)
        var offset = 0
        func next<Integer: FixedWidthInteger>(_: Integer.Type) throws -> Integer {
            guard offset + MemoryLayout<Integer>.size <= bytes.count else { throw field.mismatch("is cut short") }
            defer { offset += MemoryLayout<Integer>.size }
            return Integer(bigEndian: bytes.loadUnaligned(fromByteOffset: offset, as: Integer.self))
        }
        let dimensions = try next(Int32.self)
        _ = try next(Int32.self)
        let type = try next(UInt32.self)
        guard dimensions > 0 else { return [] }
        guard dimensions == 1 else { throw field.mismatch("has \(dimensions) dimensions, where a list was expected") }
        let count = try next(Int32.self)
        _ = try next(Int32.self)
        return try (0..<max(count, 0)).map { _ in
            let length = Int(try next(Int32.self))
            guard length >= 0 else {
                return try Element.decode(PostgresField(label: field.label, typeNumber: type, bytes: nil))
            }
            guard offset + length <= bytes.count else { throw field.mismatch("is cut short") }
            defer { offset += length }
            let part = UnsafeRawBufferPointer(rebasing: bytes[offset..<(offset + length)])
            return try Element.decode(PostgresField(label: field.label, typeNumber: type, bytes: part))
        }
    }
}
