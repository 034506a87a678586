import Foundation
import SemblanceCore
import SemblanceStorage

/// What was done to a model version, as the command line and HTTP answer it.
public struct ModelEventReply: Sendable, Encodable {
    /// The version, which may be gone.
    public let model: ModelReference
    /// `activate`, `rollback`, `import` or `delete`
    public let action: String
    /// Who did it: `user:NAME`, `key:NAME`, `job:ID` or `anonymous`.
    public let actor: AuditActor
    /// Why; nil where they said nothing.
    public let why: String?
    /// When.
    public let happenedAt: Date

    enum CodingKeys: String, CodingKey {
        case model, action, actor, why
        case happenedAt = "happened_at"
    }

    /// An event of the trail.
    public init(_ event: ModelEvent) {
        model = ModelReference(id: event.modelID, name: event.name, version: event.version)
        action = event.action.rawValue
        actor = event.actor
        why = event.why
        happenedAt = event.happenedAt
    }
}
