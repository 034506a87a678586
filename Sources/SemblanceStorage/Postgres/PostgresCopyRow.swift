import SemblanceCore

/// One row that COPY sent; its columns are read from left to right. Valid only within the closure that it is given to.
public struct PostgresCopyRow {
    private let bytes: UnsafeRawBufferPointer
    private let columns: Int
    private var offset = 0
    private var position = 0

    init(bytes: UnsafeRawBufferPointer, columns: Int) {
        self.bytes = bytes
        self.columns = columns
    }

    /// The value in the next column. COPY does not say types, so that `Value` must be the column's.
    ///
    /// - Throws: `engine` for NULL (ask for an Optional) and for bytes that do not fit
    public mutating func next<Value: PostgresValue>(_: Value.Type = Value.self) throws -> Value {
        try Value.decode(nextField())
    }

    /// Appends the vector in the next column to `values`, so that many vectors lie in one block.
    ///
    /// - Returns: how many dimensions it has
    public mutating func nextVector(appendingTo values: inout [Float]) throws -> Int {
        try Float.appendVector(nextField(), to: &values)
    }

    private mutating func nextField() throws -> PostgresField {
        guard position < columns else {
            throw SemblanceError(
                .engine, "the database answered with fewer columns than expected", detail: "column \(position) of \(columns)")
        }
        let length = Int(Int32(bigEndian: bytes.loadUnaligned(fromByteOffset: offset, as: Int32.self)))
        let start = offset + 4
        offset = start + max(0, length)
        position += 1
        let value = length < 0 ? nil : UnsafeRawBufferPointer(rebasing: bytes[start..<offset])
        return PostgresField(label: "\(position)", typeNumber: 0, bytes: value)
    }
}
