import CPostgres
import Glibc
import SemblanceCore
import Synchronization

/// One connection to PostgreSQL, on a thread of its own, where libpq may block.
///
/// A closure with an isolated connection runs on that thread, statement after statement without a hop between them:
///
///     try await pool.withConnection { connection in
///         let rows = try connection.query("SELECT id FROM images WHERE collection_id = $1", collection)
///         return try rows.map { try $0.value(0, as: Int64.self) }
///     }
public actor PostgresConnection {
    /// A statement is prepared again for parameters of other types.
    private struct StatementKey: Hashable {
        let sql: String
        let types: [UInt32]
    }

    /// How many statements stay prepared before all are dropped.
    private static let preparedLimit = 256

    private nonisolated let executor: DedicatedThreadExecutor
    private var owner: ConnectionOwner?
    /// The socket of an open connection, for `interrupt`.
    private nonisolated let socket = Mutex<Int32?>(nil)
    private var prepared: [StatementKey: String] = [:]
    /// The SQLSTATE of the last statement that failed here; empty where the server gave none.
    private(set) var lastFailureState = ""

    /// The connection's thread.
    public nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    private init() { executor = DedicatedThreadExecutor(name: "postgres") }

    /// Connects.
    ///
    /// - Parameters:
    ///   - string: a `postgres://…` URL or `key=value` pairs; libpq reads it, so that its environment and files count too
    ///   - timeout: how many seconds to wait for the server, unless the string says otherwise
    /// - Throws: `unavailable` where no server answers or it refuses
    public static func connect(_ string: String, timeout: Int = 10) async throws -> PostgresConnection {
        let connection = PostgresConnection()
        try await connection.open(string, timeout: timeout)
        return connection
    }

    private func open(_ string: String, timeout: Int) throws {
        // libpq would take anything else for the name of a database.
        guard string.hasPrefix("postgresql://") || string.hasPrefix("postgres://") || string.contains("=") else {
            throw PostgresConnection.unreadableString(nil)
        }
        // What stands before `dbname` is a default, what stands after it is in force.
        let settings = [
            ("connect_timeout", "\(timeout)"), ("fallback_application_name", "semblance"),
            // A cable that was cut is noticed within half a minute.
            ("keepalives_idle", "10"), ("keepalives_interval", "5"), ("keepalives_count", "3"), ("tcp_user_timeout", "25000"),
            ("dbname", string), ("client_encoding", "UTF8"),
        ]
        let keys = CStringList(settings.map(\.0))
        let values = CStringList(settings.map(\.1))
        let attempt = withExtendedLifetime((keys, values)) { PQconnectdbParams(keys.pointers, values.pointers, 1) }
        guard let handle = attempt else {
            throw SemblanceError(.unavailable, "no memory is left to connect to the database")
        }
        let owner = ConnectionOwner(handle)
        guard PQstatus(handle) == CONNECTION_OK else { throw connectionError(handle) }
        PQsetNoticeProcessor(handle, { _, _ in }, nil)
        self.owner = owner
        socket.withLock { $0 = PQsocket(handle) }
    }

    /// Refused connections carry no SQLSTATE; the few that need other advice are told apart by libpq's words.
    private func connectionError(_ handle: OpaquePointer) -> SemblanceError {
        let failure = PostgresFailure(connection: handle)
        let words = failure.text
        if words.contains("does not exist"), words.contains("database") { return PostgresFailure(state: "3D000", text: words).error }
        if words.contains("authentication failed") || words.contains("no password supplied") || words.contains("pg_hba.conf") {
            return PostgresFailure(state: "28000", text: words).error
        }
        if words.contains("starting up") || words.contains("shutting down") { return PostgresFailure(state: "57P03", text: words).error }
        if words.contains("too many clients") || words.contains("remaining connection slots") {
            return PostgresFailure(state: "53300", text: words).error
        }
        let unreadable = ["invalid connection option", "missing \"=\"", "invalid URI", "invalid integer value", "invalid port number"]
        if unreadable.contains(where: { words.contains($0) }) {
            return PostgresConnection.unreadableString(words)
        }
        return failure.error
    }

    private static func unreadableString(_ detail: String?) -> SemblanceError {
        SemblanceError(
            .invalidArgument, "the database's connection string cannot be read",
            advice: "write postgresql://user@host/database, or host=… dbname=…", detail: detail)
    }

    /// Ends the connection; every later statement throws `unavailable`. Its thread ends when the last reference goes.
    public func close() {
        socket.withLock { $0 = nil }
        owner = nil
        prepared = [:]
    }

    /// Cuts the connection, from any thread: a statement that waits for the server throws `unavailable` now, as does every later one.
    public nonisolated func interrupt() {
        socket.withLock { socket in
            if let socket { shutdown(socket, Int32(SHUT_RDWR)) }
        }
    }

    // MARK: Statements

    /// Runs one statement and returns its rows.
    ///
    /// - Parameters:
    ///   - sql: one statement, parameters as `$1`, `$2`, …; it is prepared on its first use
    ///   - parameters: what is bound to them
    /// - Throws: what the server's answer maps to; the text never carries SQL or values
    @discardableResult
    public func query(_ sql: String, _ parameters: any PostgresValue...) throws -> PostgresResult {
        try query(sql, parameters: parameters)
    }

    /// Runs one statement and returns its rows.
    @discardableResult
    public func query(_ sql: String, parameters: [any PostgresValue]) throws -> PostgresResult {
        let handle = try openHandle()
        let bound = try PostgresParameters(parameters)
        let name = try prepare(sql, types: bound.types, on: handle)
        let result = bound.withPointers { PQexecPrepared(handle, name, $0, $1, $2, $3, 1) }
        return PostgresResult(owning: try checked(result))
    }

    /// Runs one statement.
    ///
    /// - Returns: how many rows it changed
    @discardableResult
    public func execute(_ sql: String, _ parameters: any PostgresValue...) throws -> Int {
        try query(sql, parameters: parameters).affectedRows
    }

    /// Runs any number of statements without parameters, separated by semicolons; outside a transaction they form one.
    public func executeScript(_ sql: String) throws {
        PQclear(try checked(PQexec(try openHandle(), sql)))
    }

    /// Runs `body` between BEGIN and COMMIT, and ROLLBACK where it throws.
    ///
    /// - Throws: what `body` throws; `conflict` inside another transaction
    public func withTransaction<Value>(_ body: () throws -> Value) throws -> Value {
        guard PQtransactionStatus(try openHandle()) == PQTRANS_IDLE else {
            throw SemblanceError(.conflict, "a database transaction was begun inside another one")
        }
        try executeScript("BEGIN")
        do {
            let value = try body()
            try executeScript("COMMIT")
            return value
        } catch {
            // The first failure is the one to report; a connection that cannot even roll back is not handed out again.
            let state = lastFailureState
            try? executeScript("ROLLBACK")
            lastFailureState = state
            throw error
        }
    }

    /// `withTransaction`, tried again after a deadlock, a serialization failure or a lock that was not to be had in time.
    public func withRetriedTransaction<Value>(attempts: Int = 5, _ body: () throws -> Value) throws -> Value {
        for attempt in 1..<max(attempts, 1) {
            lastFailureState = ""
            do {
                return try withTransaction(body)
            } catch {
                guard PostgresFailure.isTransient(lastFailureState), !Task.isCancelled else { throw error }
                sleepBriefly(milliseconds: 50 << min(attempt, 4))
            }
        }
        return try withTransaction(body)
    }

    // MARK: State

    /// How many statements are prepared.
    var preparedCount: Int { prepared.count }

    /// Whether the connection can be handed on: alive, and not within a transaction. Notices that the server has gone without
    /// asking it.
    public var isReusable: Bool {
        guard let handle = owner?.handle else { return false }
        // A server that ends a session says so first and then hangs up: two readings.
        for _ in 0..<2 where PQconsumeInput(handle) == 0 { return false }
        return PQstatus(handle) == CONNECTION_OK && PQtransactionStatus(handle) == PQTRANS_IDLE
    }

    /// The server's version, such as 160004.
    public var serverVersion: Int { (owner?.handle).map { Int(PQserverVersion($0)) } ?? 0 }

    // MARK: Inside

    func openHandle() throws -> OpaquePointer {
        guard let handle = owner?.handle else { throw SemblanceError(.unavailable, "the database connection is closed") }
        return handle
    }

    /// Takes over a result that succeeded; frees one that failed and throws.
    func checked(_ result: OpaquePointer?) throws -> OpaquePointer {
        guard let result else { throw record(PostgresFailure(connection: owner?.handle)) }
        switch PQresultStatus(result) {
        case PGRES_COMMAND_OK, PGRES_TUPLES_OK, PGRES_COPY_IN, PGRES_COPY_OUT, PGRES_EMPTY_QUERY: return result
        default:
            let failure = PostgresFailure(result: result)
            PQclear(result)
            throw record(failure)
        }
    }

    func record(_ failure: PostgresFailure) -> SemblanceError {
        lastFailureState = failure.state
        return failure.error
    }

    private func prepare(_ sql: String, types: [UInt32], on handle: OpaquePointer) throws -> String {
        let key = StatementKey(sql: sql, types: types)
        if let name = prepared[key] { return name }
        if prepared.count >= PostgresConnection.preparedLimit {
            prepared = [:]
            try executeScript("DEALLOCATE ALL")
        }
        let name = "s\(prepared.count)"
        PQclear(try checked(PQprepare(handle, name, sql, Int32(types.count), types)))
        prepared[key] = name
        return name
    }
}
