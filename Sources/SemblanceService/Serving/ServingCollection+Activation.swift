import SemblanceCore
import SemblanceStorage

extension ServingCollection {
    /// Lets a version serve, here from the return on: it is loaded and indexed beside the one that serves before anything is recorded.
    ///
    /// - Parameters:
    ///   - why: what is said of it in the trail
    ///   - force: whether one without latents may serve where the one before has some
    /// - Throws: `notFound`; `conflict` for a version that cannot serve, also where it cannot be loaded
    public func activate(_ record: ModelRecord, by actor: AuditActor, why: String?, force: Bool) async throws -> ModelActivation.Outcome {
        try await changing { [self] in
            let outcome = try await activation.activate(record, by: actor, why: why, force: force)
            try await look()
            return outcome
        }
    }

    /// Lets the version serve that did before the present one, in the same way.
    public func rollback(by actor: AuditActor, why: String?, force: Bool) async throws -> ModelActivation.Outcome {
        try await changing { [self] in
            let outcome = try await activation.rollback(by: actor, why: why, force: force)
            try await look()
            return outcome
        }
    }

    private nonisolated var activation: ModelActivation {
        ModelActivation(database: database, collection: collection) { [self] record in
            do {
                try await prepare(record.id)
            } catch let error as SemblanceError where ![.unavailable, .cancelled, .overloaded].contains(error.code) {
                throw SemblanceError(
                    .conflict, "the version \(record.id) cannot be loaded, and nothing was changed: \(error.message)",
                    advice: error.advice, detail: error.detail)
            }
        }
    }
}
