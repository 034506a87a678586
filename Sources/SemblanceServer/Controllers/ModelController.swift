import Hummingbird
import SemblanceCore
import SemblanceService
import SemblanceStorage

/// Model versions, and which of them serves.
struct ModelController: Sendable {
    let parts: ServerParts

    func addRoutes(to group: RouterGroup<ServerContext>) {
        group.requireScope(.read)
            .get("models", use: list)
            .get("models/:id", use: show)
        group.group().requireScope(.admin)
            .post("models/:id/activate", use: activate)
            .post("models/rollback", use: rollback)
    }

    /// `GET /v1/models`
    @Sendable func list(_ request: Request, context: ServerContext) async throws -> Response {
        let serving = try await parts.collection(RequestFields(request))
        let versions = try await parts.database.models.list(in: serving.collection.id)
        return try .json(["models": versions.map { ModelReply($0, serving: serving.status.version) }])
    }

    /// `GET /v1/models/{id}`
    @Sendable func show(_ request: Request, context: ServerContext) async throws -> Response {
        let serving = try await parts.collection(RequestFields(request))
        return try .json(try await reply(ServerParts.id(context), serving))
    }

    /// `POST /v1/models/{id}/activate`
    @Sendable func activate(_ request: Request, context: ServerContext) async throws -> Response {
        let id = try ServerParts.id(context)
        let serving = try await parts.collection(RequestFields(request))
        _ = try await reply(id, serving)
        return try await served(try await parts.database.activations.activate(model: id, in: serving.collection.id), serving)
    }

    /// `POST /v1/models/rollback`
    @Sendable func rollback(_ request: Request, context: ServerContext) async throws -> Response {
        let serving = try await parts.collection(RequestFields(request))
        return try await served(try await parts.database.activations.rollback(in: serving.collection.id), serving)
    }

    // MARK: Inside

    /// What serves from now on, here too.
    ///
    /// - Throws: 409 for a version that cannot be loaded
    private func served(_ activation: Activation, _ serving: ServingCollection) async throws -> Response {
        try await serving.look()
        guard try serving.version().record.id == activation.modelID else {
            let reason = serving.status.failure?.message ?? "another one was activated meanwhile"
            throw Problem(.conflict, "conflict", "The version \(activation.modelID) is activated but does not serve here: \(reason).")
        }
        return try .json(try await reply(activation.modelID, serving))
    }

    private func reply(_ id: Int64, _ serving: ServingCollection) async throws -> ModelReply {
        guard let record = try await parts.database.models.find(id: id), record.collectionID == serving.collection.id else {
            throw Problem.notFound("There is no model \(id).")
        }
        return ModelReply(try await parts.database.models.summary(id: id), serving: serving.status.version)
    }
}
