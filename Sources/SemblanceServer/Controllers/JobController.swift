import Foundation
import HTTPTypes
import Hummingbird
import SemblanceCore
import SemblanceImaging
import SemblanceService
import SemblanceStorage

/// Long work: asked for, watched, cancelled, taken up again.
struct JobController: Sendable {
    let parts: ServerParts

    func addRoutes(to group: RouterGroup<ServerContext>) {
        group.requireScope(.read)
            .get("jobs", use: list)
            .get("jobs/:id", use: show)
            .get("jobs/:id/events", use: events)
        group.group().requireScope(.write)
            .get("jobs/:id/failures", use: failures)
        group.group().requireScope(.admin)
            .post("jobs", use: create)
            .post("jobs/:id/cancel", use: cancel)
            .post("jobs/:id/retry", use: retry)
    }

    /// `GET /v1/jobs`
    @Sendable func list(_ request: Request, context: ServerContext) async throws -> Response {
        let fields = try RequestFields(request)
        let demand = try PageDemand(fields)
        let state: JobState? = try fields.choice("state")
        let collection = try await parts.collection(fields).collection
        let found = try await parts.database.jobs.list(in: collection.id, before: demand.last, state: state, limit: demand.wanted)
        return try .json(PageReply("jobs", found, demand, id: \.id, item: JobReply.init))
    }

    /// `GET /v1/jobs/{id}`
    @Sendable func show(_ request: Request, context: ServerContext) async throws -> Response {
        try .json(JobReply(try await job(request, context)))
    }

    /// `POST /v1/jobs`
    @Sendable func create(_ request: Request, context: ServerContext) async throws -> Response {
        let fields = try RequestFields(request)
        let body = try await request.json(JobBody.self, context, limits: parts.options.body)
        let serving = try await parts.collection(fields)
        let catalog = ModelCatalog(database: parts.database, collection: serving.collection, loader: parts.loader)
        let job: Job
        switch body {
        case .index(let body):
            job = try await CorpusQueue(database: parts.database, collection: serving.collection).enqueue(
                body.corpus.map { BytePath($0) }, model: try await catalog.find(body.model).id, followsLinks: body.followsLinks,
                prunes: body.prunes, retriesFailures: body.retriesFailures)
        case .retrain(let body):
            let queue = RetrainQueue(database: parts.database, collection: serving.collection, catalog: catalog)
            var request = try await queue.request(from: body.from, name: body.name, defaults: parts.retraining, actor: context.actor)
            try body.apply(to: &request)
            job = try await queue.enqueue(request)
        }
        return try accepted(job, serving)
    }

    /// `POST /v1/jobs/{id}/cancel`
    @Sendable func cancel(_ request: Request, context: ServerContext) async throws -> Response {
        let job = try await job(request, context)
        return try .json(JobReply(try await parts.database.jobs.cancel(id: job.id)))
    }

    /// `POST /v1/jobs/{id}/retry`
    @Sendable func retry(_ request: Request, context: ServerContext) async throws -> Response {
        try accepted(try await JobRetry(database: parts.database).retry(try await job(request, context)), try await serving(request))
    }

    /// `GET /v1/jobs/{id}/failures`
    @Sendable func failures(_ request: Request, context: ServerContext) async throws -> Response {
        let demand = try PageDemand(RequestFields(request))
        let job = try await job(request, context)
        let found = try await parts.database.jobs.failures(of: job.id, after: demand.last, limit: demand.wanted)
        return try .json(PageReply("failures", found, demand, id: \.id, item: FailureReply.init))
    }

    /// `GET /v1/jobs/{id}/events`
    @Sendable func events(_ request: Request, context: ServerContext) async throws -> Response {
        let job = try await job(request, context)
        let events = JobEvents(database: parts.database, job: job.id)
        return Response(
            status: .ok, headers: [.contentType: "text/event-stream; charset=utf-8", .cacheControl: "no-store"],
            body: ResponseBody { writer in
                try await events.write(to: &writer)
                try await writer.finish(nil)
            })
    }

    // MARK: Inside

    /// A job that waits for a worker.
    private func accepted(_ job: Job, _ serving: ServingCollection) throws -> Response {
        try .json(JobReply(job), status: .accepted, headers: [.location: "/v1/jobs/\(job.id)\(parts.query(serving))"])
    }

    private func serving(_ request: Request) async throws -> ServingCollection { try await parts.collection(RequestFields(request)) }

    private func job(_ request: Request, _ context: ServerContext) async throws -> Job {
        let id = try ServerParts.id(context)
        let collection = try await serving(request).collection
        guard let job = try await parts.database.jobs.find(id: id), job.collectionID == collection.id else {
            throw Problem.notFound("There is no job \(id).")
        }
        return job
    }
}
