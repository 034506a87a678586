import Crypto
import Foundation
import SemblanceCore

/// One file of `migrations/`: a step of the schema that, once it has landed, is never edited.
public struct MigrationFile: Sendable, Equatable {
    /// Its place in the order, the four digits at the beginning of its name.
    public let number: Int
    /// Its name without the ending, such as `0001_create_corpus`.
    public let name: String
    /// What it runs.
    public let sql: String

    /// SHA-256 of its bytes.
    public var checksum: [UInt8] { Array(SHA256.hash(data: Data(sql.utf8))) }

    /// - Parameters:
    ///   - name: `NNNN_verb_object`, without `.sql`
    ///   - sql: what it runs
    /// - Throws: `invalidArgument` for a name of another form
    public init(name: String, sql: String) throws {
        guard let match = name.wholeMatch(of: /([0-9]{4})_[a-z0-9_]+/), let number = Int(match.1), number > 0 else {
            throw SemblanceError(
                .invalidArgument, "the migration \(name).sql has a name that cannot be ordered", advice: "call it NNNN_verb_object.sql")
        }
        self.number = number
        self.name = name
        self.sql = sql
    }
}
