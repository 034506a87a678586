import SemblanceCore

/// What an array of this type is to PostgreSQL: not always one of its arrays, since `[UInt8]` is `bytea` and `[Float]` a `vector`.
public protocol PostgresArrayElement: Sendable {
    /// The number of the array's type; 0 where the server has to infer it.
    static var postgresArrayTypeNumber: UInt32 { get }
    /// Appends the array's binary form.
    static func encodeArray(_ array: [Self], into buffer: inout PostgresBuffer) throws
    /// Reads the array's binary form.
    static func decodeArray(_ field: PostgresField) throws -> [Self]
}

extension Array: PostgresValue where Element: PostgresArrayElement {
    /// What the element says.
    public static var postgresTypeNumber: UInt32 { Element.postgresArrayTypeNumber }

    /// As the element says.
    public func encode(into buffer: inout PostgresBuffer) throws { try Element.encodeArray(self, into: &buffer) }

    /// As the element says.
    public static func decode(_ field: PostgresField) throws -> [Element] { try Element.decodeArray(field) }
}

extension UInt8: PostgresArrayElement {
    /// `bytea`
    public static var postgresArrayTypeNumber: UInt32 { PostgresType.bytea.oid }

    /// The bytes themselves.
    public static func encodeArray(_ array: [UInt8], into buffer: inout PostgresBuffer) { buffer.append(bytes: array) }

    /// The bytes themselves.
    public static func decodeArray(_ field: PostgresField) throws -> [UInt8] { Array(try field.contents(for: [UInt8].self)) }
}

extension Int64: PostgresArrayElement {
    /// `bigint[]`
    public static var postgresArrayTypeNumber: UInt32 { PostgresType.int8Array.oid }

    /// One dimension, no NULL.
    public static func encodeArray(_ array: [Int64], into buffer: inout PostgresBuffer) throws {
        try PostgresArrayFormat.encode(array, type: .int8, into: &buffer)
    }

    /// One dimension, no NULL.
    public static func decodeArray(_ field: PostgresField) throws -> [Int64] { try PostgresArrayFormat.decode(field) }
}

extension Array: PostgresArrayElement where Element == UInt8 {
    /// `bytea[]`
    public static var postgresArrayTypeNumber: UInt32 { PostgresType.byteaArray.oid }

    /// One dimension, no NULL.
    public static func encodeArray(_ array: [[UInt8]], into buffer: inout PostgresBuffer) throws {
        try PostgresArrayFormat.encode(array, type: .bytea, into: &buffer)
    }

    /// One dimension, no NULL.
    public static func decodeArray(_ field: PostgresField) throws -> [[UInt8]] { try PostgresArrayFormat.decode(field) }
}
