import CPostgres
import SemblanceCore

extension PostgresConnection {
    /// Writes rows by `COPY … FROM STDIN`, in binary, without a statement a row.
    ///
    /// - Parameters:
    ///   - table: the table and its columns, such as `staging (id, vector)`, as SQL
    ///   - write: calls `row` for each row; what it throws undoes the whole COPY
    /// - Returns: how many rows were written
    @discardableResult
    public func copyIn(_ table: String, _ write: (inout PostgresCopyWriter) throws -> Void) throws -> Int {
        let handle = try openHandle()
        PQclear(try checked(PQexec(handle, "COPY \(table) FROM STDIN (FORMAT binary)")))
        var writer = PostgresCopyWriter { bytes in
            let sent = bytes.withUnsafeBytes { buffer in
                PQputCopyData(handle, buffer.assumingMemoryBound(to: CChar.self).baseAddress, Int32(buffer.count))
            }
            guard sent == 1 else { throw self.record(PostgresFailure(connection: handle)) }
        }
        do {
            try write(&writer)
            try writer.finish()
        } catch {
            _ = PQputCopyEnd(handle, "the client gave up")
            drainResults(handle)
            throw error
        }
        guard PQputCopyEnd(handle, nil) == 1 else { throw record(PostgresFailure(connection: handle)) }
        defer { drainResults(handle) }
        return PostgresResult(owning: try checked(PQgetResult(handle))).affectedRows
    }

    /// Reads rows by `COPY … TO STDOUT`, in binary, one after the other, so that no more than one is in memory.
    ///
    /// - Parameters:
    ///   - source: a table or a query in parentheses, as SQL; COPY takes no parameters
    ///   - initial: what `body` starts from
    ///   - body: adds a row to the result; it runs on the connection's thread
    /// - Returns: the result after the last row
    /// - Throws: what `body` throws; `cancelled` where the task is cancelled meanwhile
    public func copyOut<Result>(
        _ source: String, into initial: Result, _ body: (inout Result, inout PostgresCopyRow) throws -> Void
    ) throws -> Result {
        let handle = try openHandle()
        PQclear(try checked(PQexec(handle, "COPY \(source) TO STDOUT (FORMAT binary)")))
        var result = initial
        var parser = PostgresCopyParser()
        var rows = 0
        do {
            while true {
                var bytes: UnsafeMutablePointer<CChar>?
                let length = PQgetCopyData(handle, &bytes, 0)
                if length == -1 { break }
                guard length >= 0, let bytes else { throw record(PostgresFailure(connection: handle)) }
                defer { PQfreemem(bytes) }
                try parser.consume(UnsafeRawBufferPointer(start: bytes, count: Int(length))) { row in
                    try body(&result, &row)
                    rows += 1
                }
                if rows & 1023 == 0, Task.isCancelled { throw SemblanceError(.cancelled, "reading from the database was cancelled") }
            }
        } catch {
            abandonCopy(handle)
            throw error
        }
        defer { drainResults(handle) }
        PQclear(try checked(PQgetResult(handle)))
        try parser.finish()
        return result
    }

    /// Asks the server to stop sending, and reads what is still on the way.
    private func abandonCopy(_ handle: OpaquePointer) {
        if let cancel = PQgetCancel(handle) {
            var words = [CChar](repeating: 0, count: 256)
            _ = PQcancel(cancel, &words, Int32(words.count))
            PQfreeCancel(cancel)
        }
        var bytes: UnsafeMutablePointer<CChar>?
        while PQgetCopyData(handle, &bytes, 0) > 0 { PQfreemem(bytes) }
        drainResults(handle)
    }

    private func drainResults(_ handle: OpaquePointer) {
        while let result = PQgetResult(handle) { PQclear(result) }
    }
}
