import Foundation
import Hummingbird
import SemblanceCore
import SemblanceStorage
import SemblanceService

/// Searches, and the latents that they compare.
struct SearchController: Sendable {
    /// How many searches go into one call.
    static let maximumBatch = 100

    let parts: ServerParts

    func addRoutes(to group: RouterGroup<ServerContext>) {
        group.requireScope(.read)
            .post("search", use: search)
            .post("search/batch", use: batch)
            .post("latents", use: latent)
            .get("images/:id/neighbors", use: neighbours)
    }

    /// `POST /v1/search`
    @Sendable func search(_ request: Request, context: ServerContext) async throws -> Response {
        var fields = try RequestFields(request)
        let content = try await RequestContent(request, context, limits: parts.options.body)
        let (query, body): (SearchQuery?, SearchBody?)
        switch content {
        case .json(let bytes):
            let document = try context.requestDecoder.decode(SearchBody.self, from: Data(bytes))
            body = document
            query = document.cursor == nil ? try document.query() : nil
        case .form(let form):
            for (name, value) in try form.texts(except: ["image"]) { fields.add(name, value) }
            body = nil
            query = try form.part("image").map { .file($0.body, decoding: parts.decoding) }
        case .photo(let bytes):
            body = nil
            query = .file(bytes, decoding: parts.decoding)
        }
        let demand = try SearchDemand(fields, body)
        let collection = try await parts.collection(fields)
        return try .json(try await answer(query, demand, collection, context))
    }

    /// `POST /v1/search/batch`
    @Sendable func batch(_ request: Request, context: ServerContext) async throws -> Response {
        let fields = try RequestFields(request)
        let searches = try await request.json([SearchBody].self, context, limits: parts.options.body)
        guard (1...Self.maximumBatch).contains(searches.count) else {
            throw Problem.invalidArgument("A batch holds 1 to \(Self.maximumBatch) searches.")
        }
        let collection = try await parts.collection(fields)
        let replies = try await withThrowingTaskGroup(of: (Int, SearchReply).self) { group in
            for (place, body) in searches.enumerated() {
                let demand = try SearchDemand(fields, body)
                let query = demand.cursor == nil ? try body.query() : nil
                group.addTask { (place, try await answer(query, demand, collection, context)) }
            }
            return try await group.reduce(into: [Int: SearchReply]()) { $0[$1.0] = $1.1 }
        }
        return try .json(searches.indices.compactMap { replies[$0] })
    }

    /// `GET /v1/images/{id}/neighbors`
    @Sendable func neighbours(_ request: Request, context: ServerContext) async throws -> Response {
        let fields = try RequestFields(request)
        let id = try ServerParts.id(context)
        return try .json(
            try await answer(.neighbours(of: id), SearchDemand(fields), parts.collection(fields), context))
    }

    /// `POST /v1/latents`
    @Sendable func latent(_ request: Request, context: ServerContext) async throws -> Response {
        var fields = try RequestFields(request)
        let (bytes, _) = try await RequestContent(request, context, limits: parts.options.body).upload(&fields)
        let inclusions = try SearchDemand(fields).options.inclusions
        let search = try await parts.collection(fields).search()
        return try .json(
            try await context.presence.whileHere { try await search.latent(of: bytes, decoding: parts.decoding, inclusions) })
    }

    // MARK: Inside

    private func answer(
        _ query: SearchQuery?, _ demand: SearchDemand, _ collection: ServingCollection, _ context: ServerContext
    ) async throws -> SearchReply {
        let search = try collection.search()
        var reply = try await context.presence.whileHere {
            if let cursor = demand.cursor {
                return try await search.page(after: cursor, k: demand.options.k, inclusions: demand.options.inclusions)
            }
            guard let query else { throw Problem.invalidArgument("The form has no part 'image'.") }
            return try await search.search(query, demand.options)
        }
        parts.metrics.count(reply.timingMs)
        let suffix = parts.query(collection)
        reply.hits = reply.hits.map { $0.shown(with: suffix, sources: context.seesSources) }
        return reply
    }
}
