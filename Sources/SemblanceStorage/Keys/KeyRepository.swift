import Foundation
import SemblanceCore

/// Keys to the server. Whoever listens (`ChangeListener`) is told of every key that is made or taken back.
public struct KeyRepository: Sendable {
    private let pool: PostgresPool

    /// Over the connections of a database.
    public init(pool: PostgresPool) { self.pool = pool }

    /// Makes a key.
    ///
    /// - Returns: the key and its secret, which nobody can find out any more afterwards
    /// - Throws: `invalidArgument` for a name that cannot be one
    public func create(name: String, scope: KeyScope) async throws -> (key: APIKey, secret: String) {
        try ResourceName.validate(name, of: "key")
        let secret = APIKey.makeSecret()
        let key = try await pool.withConnection { connection in
            let sql = "INSERT INTO api_keys (name, scope, sha256) VALUES ($1, $2, $3) RETURNING \(APIKey.columns)"
            guard let row = try connection.query(sql, name, scope.rawValue, APIKey.hash(of: secret)).first else {
                throw SemblanceError(.engine, "the database did not keep the key \(name)")
            }
            return try APIKey(row)
        }
        return (key, secret)
    }

    /// All keys, those that were taken back too, oldest first.
    public func list() async throws -> [APIKey] { try await keys("true") }

    /// The keys in force.
    public func active() async throws -> [APIKey] { try await keys("revoked_at IS NULL") }

    /// Takes a key back for good.
    ///
    /// - Throws: `notFound`; `conflict` for one that was taken back before
    @discardableResult
    public func revoke(id: Int64) async throws -> APIKey {
        try await pool.withConnection { connection in
            let revoke =
                "UPDATE api_keys SET revoked_at = clock_timestamp() WHERE id = $1 AND revoked_at IS NULL RETURNING \(APIKey.columns)"
            if let row = try connection.query(revoke, id).first { return try APIKey(row) }
            guard let row = try connection.query("SELECT \(APIKey.columns) FROM api_keys WHERE id = $1", id).first else {
                throw SemblanceError(.notFound, "there is no key \(id)", advice: "see semblance keys list")
            }
            throw SemblanceError(.conflict, "the key \(id) (\(try APIKey(row).name)) was revoked already")
        }
    }

    /// Notes that keys were used, unless a later use is noted already.
    public func touch(ids: [Int64], at time: Date) async throws {
        try await pool.withConnection { connection in
            let sql = """
                UPDATE api_keys SET last_used_at = $2 WHERE id = ANY ($1) AND (last_used_at IS NULL OR last_used_at < $2)
                """
            _ = try connection.execute(sql, ids, time)
        }
    }

    private func keys(_ condition: String) async throws -> [APIKey] {
        try await pool.withConnection { connection in
            try connection.query("SELECT \(APIKey.columns) FROM api_keys WHERE \(condition) ORDER BY id").map { try APIKey($0) }
        }
    }
}
