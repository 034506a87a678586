import SemblanceCore
import SemblanceStorage

/// Lets model versions serve that have proved to load: a broken one is refused, and nothing changes.
public struct ModelActivation: Sendable {
    /// What came of it.
    public struct Outcome: Sendable {
        /// The decision.
        public let activation: Activation
        /// How many images the version before had encoded that this one has not.
        public let missing: Int
    }

    /// How often a rollback begins again because others changed what it leads to.
    private static let attempts = 10

    private let database: Database
    private let collection: ImageCollection
    private let prepare: @Sendable (ModelRecord) async throws -> Void

    /// - Parameter prepare: loads a version; throws where it cannot serve
    public init(database: Database, collection: ImageCollection, prepare: @escaping @Sendable (ModelRecord) async throws -> Void) {
        self.database = database
        self.collection = collection
        self.prepare = prepare
    }

    /// Lets a version serve.
    ///
    /// - Parameters:
    ///   - why: what is said of it in the trail
    ///   - force: whether one without latents may serve where the one before has some
    /// - Throws: `notFound`; `conflict` for a version that cannot serve, and what loading it throws
    public func activate(_ record: ModelRecord, by actor: AuditActor, why: String?, force: Bool) async throws -> Outcome {
        // Whether it may serve is said by the database again; a version without weights need not be tried.
        if record.state == .ready { try await prepare(record) }
        return try await change {
            try await database.activations.activate(model: record.id, in: collection.id, by: actor, why: why, force: force)
        }
    }

    /// Lets the version serve that did before the present one.
    ///
    /// - Throws: `conflict` where there is none, and what loading it throws
    public func rollback(by actor: AuditActor, why: String?, force: Bool) async throws -> Outcome {
        for _ in 0..<Self.attempts {
            let previous = try await database.activations.requirePrevious(in: collection.id)
            guard let record = try await database.models.find(id: previous) else { continue }
            try await prepare(record)
            do {
                return try await change {
                    try await database.activations.rollback(in: collection.id, to: previous, by: actor, why: why, force: force)
                }
            } catch let error as SemblanceError where error.code == .conflict {
                // Where another version is the one before by now, that one has to be loaded first.
                if try await database.activations.previous(in: collection.id) == previous { throw error }
            }
        }
        throw SemblanceError(.conflict, "others change at the same time which version serves", advice: "try again")
    }

    private func change(_ decide: () async throws -> Activation) async throws -> Outcome {
        let before = try await database.activations.current(in: collection.id)
        let activation = try await decide()
        guard let before, before.modelID != activation.modelID else { return Outcome(activation: activation, missing: 0) }
        let missing = try await database.latents.missing(from: activation.modelID, beside: before.modelID)
        return Outcome(activation: activation, missing: missing)
    }
}
