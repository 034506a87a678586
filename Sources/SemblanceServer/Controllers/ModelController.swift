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
            .delete("models/:id", use: delete)
    }

    /// `GET /v1/models`
    @Sendable func list(_ request: Request, context: ServerContext) async throws -> Response {
        let serving = try await parts.collection(RequestFields(request))
        let versions = try await parts.database.models.list(in: serving.collection.id)
        let previous = try await parts.database.activations.previous(in: serving.collection.id)
        return try .json(
            ModelListReply(
                models: versions.map { ModelReply($0, serving: serving.status.version) },
                rollback: versions.first { $0.record.id == previous }.map { ModelReference($0.record) }))
    }

    /// `GET /v1/models/{id}`
    @Sendable func show(_ request: Request, context: ServerContext) async throws -> Response {
        let serving = try await parts.collection(RequestFields(request))
        let record = try await record(context, serving)
        var reply = try await reply(record.id, serving)
        if !reply.active { reply.missing = try await missing(from: record.id, serving) }
        if context.seesSources { reply.history = try await parts.database.modelEvents.list(model: record.id).map(ModelEventReply.init) }
        return try .json(reply)
    }

    /// `POST /v1/models/{id}/activate`
    @Sendable func activate(_ request: Request, context: ServerContext) async throws -> Response {
        let fields = try RequestFields(request)
        let serving = try await parts.collection(fields)
        let record = try await record(context, serving)
        let demand = try await ActivationDemand(request, fields, context, limits: parts.options.body)
        return try await served(
            try await serving.activate(record, by: context.actor, why: demand.why, force: demand.force), serving)
    }

    /// `POST /v1/models/rollback`
    @Sendable func rollback(_ request: Request, context: ServerContext) async throws -> Response {
        let fields = try RequestFields(request)
        let serving = try await parts.collection(fields)
        let demand = try await ActivationDemand(request, fields, context, limits: parts.options.body)
        return try await served(try await serving.rollback(by: context.actor, why: demand.why, force: demand.force), serving)
    }

    /// `DELETE /v1/models/{id}`
    @Sendable func delete(_ request: Request, context: ServerContext) async throws -> Response {
        let fields = try RequestFields(request)
        let serving = try await parts.collection(fields)
        let record = try await record(context, serving)
        let removal = ModelRemoval(database: parts.database, collection: serving.collection)
        _ = try await removal.delete(try await removal.preview(record), by: context.actor, why: try fields.text("why"))
        return Response(status: .noContent)
    }

    // MARK: Inside

    /// What serves from now on, here too.
    ///
    /// - Throws: 409 where it does not
    private func served(_ outcome: ModelActivation.Outcome, _ serving: ServingCollection) async throws -> Response {
        let model = outcome.activation.modelID
        guard try serving.version().record.id == model else {
            let reason = serving.status.failure?.message ?? "another one was activated meanwhile"
            throw Problem(.conflict, "conflict", "The version \(model) is activated but does not serve here: \(reason).")
        }
        var reply = try await reply(model, serving)
        reply.missing = outcome.missing
        return try .json(reply)
    }

    /// How many images the version that serves has encoded that another has not; nil where none serves.
    private func missing(from model: Int64, _ serving: ServingCollection) async throws -> Int? {
        guard let current = try await parts.database.activations.current(in: serving.collection.id) else { return nil }
        return try await parts.database.latents.missing(from: model, beside: current.modelID)
    }

    private func record(_ context: ServerContext, _ serving: ServingCollection) async throws -> ModelRecord {
        let id = try ServerParts.id(context)
        guard let record = try await parts.database.models.find(id: id), record.collectionID == serving.collection.id else {
            throw Problem.notFound("There is no model \(id).")
        }
        return record
    }

    private func reply(_ id: Int64, _ serving: ServingCollection) async throws -> ModelReply {
        ModelReply(try await parts.database.models.summary(id: id), serving: serving.status.version)
    }
}
