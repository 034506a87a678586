import Foundation
import SemblanceCore

/// What was done to a model version, which may be gone by now.
public struct ModelEvent: Sendable, Equatable {
    /// Grows with every event.
    public let id: Int64
    /// The collection.
    public let collectionID: Int64
    /// The version's id.
    public let modelID: Int64
    /// What it was called.
    public let name: String
    /// Its version.
    public let version: Int
    /// What was done.
    public let action: ModelAction
    /// Who did it.
    public let actor: AuditActor
    /// Why, in their words; nil where they said nothing.
    public let why: String?
    /// When.
    public let happenedAt: Date

    static let columns = "id, collection_id, model_id, name, version, action, actor, why, happened_at"

    init(_ row: PostgresRow) throws {
        var columns = row.columns
        id = try columns.next()
        collectionID = try columns.next()
        modelID = try columns.next()
        name = try columns.next()
        version = Int(try columns.next(Int32.self))
        action = ModelAction(rawValue: try columns.next())
        actor = AuditActor(try columns.next())
        why = try columns.next()
        happenedAt = try columns.next()
    }
}
