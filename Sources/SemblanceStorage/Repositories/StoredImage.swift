import Foundation

/// An image as the database knows it. Its bytes are not kept, only a thumbnail, which is asked for apart.
public struct StoredImage: Sendable, Equatable {
    /// Unique over the database.
    public let id: Int64
    /// The collection it belongs to.
    public let collectionID: Int64
    /// SHA-256 of its bytes; unique in a collection.
    public let sha256: [UInt8]
    /// How many bytes it has.
    public let byteSize: Int64
    /// `jpeg`, `png`, `webp`
    public let format: String
    /// In pixels, as it is shown.
    public let width: Int
    /// In pixels, as it is shown.
    public let height: Int
    /// What else is known of it, a JSON object.
    public let metadata: JSONText
    /// When it came into the database.
    public let createdAt: Date

    static let columns = "id, collection_id, sha256, byte_size, format, width, height, metadata, created_at"

    init(_ row: PostgresRow) throws {
        var columns = row.columns
        id = try columns.next()
        collectionID = try columns.next()
        sha256 = try columns.next()
        byteSize = try columns.next()
        format = try columns.next()
        width = Int(try columns.next(Int32.self))
        height = Int(try columns.next(Int32.self))
        metadata = try columns.next()
        createdAt = try columns.next()
    }
}
