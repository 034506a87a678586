import Foundation

/// A named corpus: images, and the model versions that encode them.
public struct ImageCollection: Sendable, Equatable, Codable {
    /// Unique over the database.
    public let id: Int64
    /// What people call it.
    public let name: String
    /// When it was made.
    public let createdAt: Date

    /// The name of the collection that every database has.
    public static let defaultName = "default"
}
