import Foundation

/// The decision that a model version serves a collection.
public struct Activation: Sendable, Equatable {
    /// Why a version came to serve.
    public enum Reason: String, Sendable, Codable {
        /// It was chosen.
        case activate
        /// The one before it was taken back.
        case rollback

        /// What the trail calls it.
        var action: ModelAction { self == .activate ? .activate : .rollback }
    }

    /// Grows with every decision.
    public let id: Int64
    /// The collection.
    public let collectionID: Int64
    /// The model version.
    public let modelID: Int64
    /// Why.
    public let reason: Reason
    /// When.
    public let activatedAt: Date

    static let columns = "id, collection_id, model_id, reason, activated_at"

    init(_ row: PostgresRow) throws {
        var columns = row.columns
        id = try columns.next()
        collectionID = try columns.next()
        modelID = try columns.next()
        reason = Reason(rawValue: try columns.next()) ?? .activate
        activatedAt = try columns.next()
    }
}
