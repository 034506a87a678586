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
