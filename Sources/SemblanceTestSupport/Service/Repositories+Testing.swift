import SemblanceCore
import SemblanceStorage

extension ActivationRepository {
    /// Lets a version serve, for tests to which it does not matter who does it; it may be empty.
    @discardableResult
    public func activate(model: Int64, in collection: Int64) async throws -> Activation {
        try await activate(model: model, in: collection, by: .user("tester"), force: true)
    }

    /// Goes back, for tests to which it does not matter who does it.
    @discardableResult
    public func rollback(in collection: Int64) async throws -> Activation {
        try await rollback(in: collection, by: .user("tester"), force: true)
    }
}

extension ModelRepository {
    /// Deletes a version, for tests to which it does not matter who does it.
    public func delete(id: Int64) async throws { try await delete(id: id, by: .user("tester")) }
}
