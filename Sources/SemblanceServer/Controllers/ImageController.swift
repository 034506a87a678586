import Foundation
import HTTPTypes
import Hummingbird
import SemblanceCore
import SemblanceImaging
import SemblanceService
import SemblanceStorage

/// The photos of a collection: looked at, taken in, deleted.
struct ImageController: Sendable {
    /// How long clients may keep a thumbnail: it never changes.
    private static let thumbnailSeconds = 86_400
    /// How long the name of an upload may be, in bytes.
    private static let maximumName = 255
    /// How many photos are drawn at random.
    private static let maximumRandom = 100
    /// How much may be said of an upload, in bytes of JSON: every search that finds it says so too.
    private static let maximumMetadata = 64 << 10

    let parts: ServerParts

    func addRoutes(to group: RouterGroup<ServerContext>) {
        group.requireScope(.read)
            .get("images", use: list)
            .get("images/:id", use: show)
            .get("images/:id/thumbnail", use: thumbnail)
        group.group().requireScope(.write)
            .post("images", use: add)
            .delete("images/:id", use: delete)
    }

    /// `GET /v1/images`
    @Sendable func list(_ request: Request, context: ServerContext) async throws -> Response {
        let fields = try RequestFields(request)
        if let count = try fields.integer("random", in: 1...Self.maximumRandom) { return try await random(count, fields, context) }
        let demand = try PageDemand(fields)
        let filter = try fields.text("filter").map { try MetadataFilter(parsing: $0) }
        let collection = try await parts.collection(fields).collection
        let found = try await parts.database.images.list(in: collection.id, after: demand.last, limit: demand.wanted, filter: filter)
        return try .json(PageReply("images", try await replies(found, context), demand, id: \.id) { $0 })
    }

    /// `GET /v1/images?random=N`
    private func random(_ count: Int, _ fields: RequestFields, _ context: ServerContext) async throws -> Response {
        for name in ["cursor", "filter", "limit"] where try fields.text(name) != nil {
            throw Problem.invalidArgument("'random' and '\(name)' exclude each other.")
        }
        let found = try await parts.database.images.random(count, in: try await parts.collection(fields).collection.id)
        return try .json(["images": try await replies(found, context)])
    }

    /// `GET /v1/images/{id}`
    @Sendable func show(_ request: Request, context: ServerContext) async throws -> Response {
        let collection = try await parts.collection(RequestFields(request)).collection
        return try .json(try await whole(ServerParts.id(context), collection, context))
    }

    /// `GET /v1/images/{id}/thumbnail`
    @Sendable func thumbnail(_ request: Request, context: ServerContext) async throws -> Response {
        let id = try ServerParts.id(context)
        let collection = try await parts.collection(RequestFields(request)).collection
        let image = try await require(id, collection)
        let caching = ReplyCaching(seconds: Self.thumbnailSeconds, identity: "thumbnail-\(image.sha256.prefix(16).hexadecimal)")
        if caching.isKnown(to: request) { return caching.notModified }
        guard let jpeg = try await parts.database.images.thumbnail(of: id) else { throw Self.missing(id) }
        return .picture(jpeg, type: "image/jpeg", caching: caching)
    }

    /// `POST /v1/images`
    @Sendable func add(_ request: Request, context: ServerContext) async throws -> Response {
        var fields = try RequestFields(request)
        let upload = try await RequestContent(request, context, limits: parts.options.body).upload(&fields)
        let metadata = try fields.text("metadata").map(Self.metadata) ?? .emptyObject
        let serving = try await parts.collection(fields)
        let outcome = try await intake(serving).add(
            upload.bytes, name: try Self.name(try fields.text("name") ?? upload.name), metadata: metadata)
        // Whoever added it finds it from here on.
        try await serving.look()
        let image = try await whole(outcome.imageID, serving.collection, context)
        return try .json(
            image, status: outcome.isNew ? .created : .ok,
            headers: [.location: "/v1/images/\(outcome.imageID)\(parts.query(serving))"])
    }

    /// `DELETE /v1/images/{id}`
    @Sendable func delete(_ request: Request, context: ServerContext) async throws -> Response {
        let id = try ServerParts.id(context)
        let serving = try await parts.collection(RequestFields(request))
        let deletion = ImageDeletion(database: parts.database, collection: serving.collection)
        _ = try await deletion.delete(try await deletion.preview([id]))
        try await serving.look()
        return Response(status: .noContent)
    }

    // MARK: Inside

    private func intake(_ serving: ServingCollection) -> ImageIntake {
        ImageIntake(
            database: parts.database, collection: serving.collection, encoders: serving.encoders, limits: parts.limits)
    }

    private func whole(_ id: Int64, _ collection: ImageCollection, _ context: ServerContext) async throws -> ImageReply {
        let image = try await require(id, collection)
        let sources = context.seesSources ? try await parts.database.images.sources(of: [id])[id] ?? [] : []
        return reply(image, sources, context, latents: try await parts.database.latents.versions(of: id))
    }

    private func require(_ id: Int64, _ collection: ImageCollection) async throws -> StoredImage {
        guard let image = try await parts.database.images.find(id: id), image.collectionID == collection.id else { throw Self.missing(id) }
        return image
    }

    private func replies(_ images: [StoredImage], _ context: ServerContext) async throws -> [ImageReply] {
        let sources = context.seesSources ? try await parts.database.images.sources(of: images.map(\.id)) : [:]
        return images.map { reply($0, sources[$0.id] ?? [], context) }
    }

    private func reply(
        _ image: StoredImage, _ sources: [[UInt8]], _ context: ServerContext, latents: [EncodedVersion]? = nil
    ) -> ImageReply {
        var reply = ImageReply(image, sources: sources, latents: latents)
        if !context.seesSources { reply.sources = nil }
        return reply
    }

    private static func missing(_ id: Int64) -> Problem { .notFound("There is no image \(id).") }

    private static func name(_ given: String?) throws -> BytePath {
        let name = BytePath(given ?? "").lastComponent
        guard !name.bytes.isEmpty else { return "upload" }
        guard name.bytes.count <= maximumName else { throw Problem.invalidArgument("The name has more than \(maximumName) bytes.") }
        return name
    }

    private static func metadata(_ text: String) throws -> JSONText {
        guard text.utf8.count <= maximumMetadata else {
            throw Problem.invalidArgument("'metadata' has more than \(maximumMetadata) bytes.")
        }
        do {
            return try JSONText(merging: JSONText(text), into: .emptyObject)
        } catch is SemblanceError {
            throw Problem.invalidArgument("'metadata' is no JSON object.")
        }
    }
}
