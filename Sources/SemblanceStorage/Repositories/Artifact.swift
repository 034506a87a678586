import Foundation

/// A file of a model version, kept in the database, so that a server on another machine needs nothing else.
public struct Artifact: Sendable, Equatable {
    /// Unique over the database.
    public let id: Int64
    /// The model version.
    public let modelID: Int64
    /// What the file is, such as `weights`; one of a kind a version.
    public let kind: String
    /// How many bytes it has.
    public let byteSize: Int64
    /// SHA-256 of its bytes.
    public let sha256: [UInt8]
    /// When it was written.
    public let createdAt: Date

    static let columns = "id, model_id, kind, byte_size, sha256, created_at"

    init(_ row: PostgresRow) throws {
        var columns = row.columns
        id = try columns.next()
        modelID = try columns.next()
        kind = try columns.next()
        byteSize = try columns.next()
        sha256 = try columns.next()
        createdAt = try columns.next()
    }
}
