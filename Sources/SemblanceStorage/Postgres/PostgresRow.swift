/// One row of a result.
public struct PostgresRow: Sendable {
    let result: PostgresResult
    let index: Int

    /// The value in a column, counted from 0.
    ///
    /// - Throws: `engine` where the column holds NULL or another type; ask for an Optional where NULL is expected
    public func value<Value: PostgresValue>(_ column: Int, as _: Value.Type = Value.self) throws -> Value {
        try result.withField(row: index, column: column) { try Value.decode($0) }
    }

    /// The columns from left to right.
    public var columns: PostgresColumns { PostgresColumns(row: self) }
}

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
