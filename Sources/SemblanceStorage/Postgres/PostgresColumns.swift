/// Reads the columns of a row from left to right.
public struct PostgresColumns {
    private let row: PostgresRow
    private var position = 0

    init(row: PostgresRow) { self.row = row }

    /// The value in the next column; the same errors as `PostgresRow.value`.
    public mutating func next<Value: PostgresValue>(_ type: Value.Type = Value.self) throws -> Value {
        defer { position += 1 }
        return try row.value(position, as: type)
    }
}
