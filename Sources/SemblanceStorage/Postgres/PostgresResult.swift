import CPostgres

/// The rows that a statement returned, held as libpq received them and decoded when asked.
///
/// `@unchecked Sendable`: libpq allows any thread to read a finished result, nothing here writes to it, and it is freed when
/// the last owner lets go.
public final class PostgresResult: RandomAccessCollection, @unchecked Sendable {
    private let handle: OpaquePointer

    /// Takes the result over and frees it in the end.
    init(owning handle: OpaquePointer) { self.handle = handle }

    deinit { PQclear(handle) }

    /// 0
    public var startIndex: Int { 0 }

    /// How many rows there are.
    public var endIndex: Int { Int(PQntuples(handle)) }

    /// One row.
    public subscript(position: Int) -> PostgresRow { PostgresRow(result: self, index: position) }

    /// How many rows a statement changed; 0 for those that do not count.
    var affectedRows: Int { PQcmdTuples(handle).flatMap { Int(String(cString: $0)) } ?? 0 }

    var columnCount: Int { Int(PQnfields(handle)) }

    func withField<Value>(row: Int, column: Int, _ body: (PostgresField) throws -> Value) rethrows -> Value {
        precondition(indices.contains(row) && (0..<columnCount).contains(column), "row \(row), column \(column) exists")
        let (row, column) = (Int32(row), Int32(column))
        var bytes: UnsafeRawBufferPointer?
        if PQgetisnull(handle, row, column) == 0 {
            bytes = UnsafeRawBufferPointer(start: PQgetvalue(handle, row, column), count: Int(PQgetlength(handle, row, column)))
        }
        let name = PQfname(handle, column).map { String(cString: $0) } ?? "\(column)"
        return try body(PostgresField(label: name, typeNumber: PQftype(handle, column), bytes: bytes))
    }
}
