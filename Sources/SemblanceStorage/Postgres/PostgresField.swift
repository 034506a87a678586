import SemblanceCore

/// One field of a row as PostgreSQL sent it. Valid only while the row is being read.
public struct PostgresField {
    /// What stands in an error: the column's name or number.
    let label: String
    /// The type that the server says it has; 0 where it does not say (COPY).
    let typeNumber: UInt32
    private let bytes: UnsafeRawBufferPointer?

    init(label: String, typeNumber: UInt32, bytes: UnsafeRawBufferPointer?) {
        self.label = label
        self.typeNumber = typeNumber
        self.bytes = bytes
    }

    /// Whether the field is NULL.
    public var isNull: Bool { bytes == nil }

    /// The field's bytes.
    ///
    /// - Throws: `engine` for NULL, or where the server sent another type than `Value`
    func contents<Value: PostgresValue>(for _: Value.Type) throws -> UnsafeRawBufferPointer {
        guard let bytes else { throw mismatch("is NULL, where \(Value.self) was expected") }
        let expected = Value.postgresTypeNumber
        guard typeNumber == 0 || expected == 0 || typeNumber == expected || isText(typeNumber) && expected == PostgresType.text.oid
        else { throw mismatch("has type \(typeNumber), where \(Value.self) was expected") }
        return bytes
    }

    /// Reads an integer of exactly the field's size.
    func integer<Value: PostgresValue, Integer: FixedWidthInteger>(_: Integer.Type, for _: Value.Type) throws -> Integer {
        let bytes = try contents(for: Value.self)
        guard bytes.count == MemoryLayout<Integer>.size else {
            throw mismatch("has \(bytes.count) bytes, where \(Value.self) was expected")
        }
        return Integer(bigEndian: bytes.loadUnaligned(as: Integer.self))
    }

    /// The error for a field that is not what the program expects.
    func mismatch(_ words: String) -> SemblanceError {
        SemblanceError(
            .engine, "the database answered in an unexpected form",
            advice: "check that program and database schema belong together (semblance database status)",
            detail: "column \(label) \(words)")
    }

    /// varchar, bpchar, name and unknown travel as text does.
    private func isText(_ number: UInt32) -> Bool { [1043, 1042, 19, 705].contains(number) }
}
