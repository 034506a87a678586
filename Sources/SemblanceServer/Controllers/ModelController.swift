import Hummingbird
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
        let collection = try await parts.collection(RequestFields(request)).collection
        return try .json(["models": try await parts.database.models.list(in: collection.id).map(ModelReply.init)])
    }

    /// `GET /v1/models/{id}`
    @Sendable func show(_ request: Request, context: ServerContext) async throws -> Response {
        let collection = try await parts.collection(RequestFields(request)).collection
        return try .json(try await reply(ServerParts.id(context), collection))
    }

    /// `POST /v1/models/{id}/activate`
    @Sendable func activate(_ request: Request, context: ServerContext) async throws -> Response {
        let id = try ServerParts.id(context)
        let serving = try await parts.collection(RequestFields(request))
        _ = try await reply(id, serving.collection)
        try await parts.database.activations.activate(model: id, in: serving.collection.id)
        return try await served(serving)
    }

    /// `POST /v1/models/rollback`
    @Sendable func rollback(_ request: Request, context: ServerContext) async throws -> Response {
        let serving = try await parts.collection(RequestFields(request))
        try await parts.database.activations.rollback(in: serving.collection.id)
        return try await served(serving)
    }

    // MARK: Inside

    /// What serves from now on, here too.
    private func served(_ serving: ServingCollection) async throws -> Response {
        try await serving.look()
        return try .json(try await reply(try serving.version().record.id, serving.collection))
    }

    private func reply(_ id: Int64, _ collection: ImageCollection) async throws -> ModelReply {
        guard let record = try await parts.database.models.find(id: id), record.collectionID == collection.id else {
            throw Problem.notFound("There is no model \(id).")
        }
        return ModelReply(try await parts.database.models.summary(id: id))
    }
}
