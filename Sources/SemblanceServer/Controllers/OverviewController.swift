import Hummingbird
import SemblanceCore
import SemblanceImaging
import SemblanceService
import SemblanceStorage

/// Who asks, and what there is: what a page has to know before it asks for anything else. It refuses nobody, and tells those who may do
/// nothing nothing.
struct OverviewController: Sendable {
    let parts: ServerParts

    func addRoutes(to group: RouterGroup<ServerContext>) { group.get("overview", use: show) }

    /// `GET /v1/overview`
    @Sendable func show(_ request: Request, context: ServerContext) async throws -> Response {
        let fields = try RequestFields(request)
        let limits = OverviewReply.Limits(
            bodyBytes: parts.options.body.bytes, minimumSide: parts.limits.minimumSide, pixels: parts.limits.maximumPixels)
        var reply = OverviewReply(access: OverviewReply.Access(context), limits: limits)
        if reply.access.scope != nil { try await look(at: fields, &reply) }
        return try .json(reply)
    }

    /// Says what there is in the collection that is asked for.
    ///
    /// - Throws: 404 for one that does not exist
    private func look(at fields: RequestFields, _ reply: inout OverviewReply) async throws {
        reply.collection = try fields.text("collection") ?? parts.collection
        do {
            let serving = try await parts.collection(fields)
            reply.images = try await images(in: serving.collection.id)
            reply.model = OverviewReply.Model(try serving.version())
        } catch let error as SemblanceError where ![.notFound, .cancelled].contains(error.code) {
            reply.problem = error.description
        }
    }

    /// How many photos a collection holds; nil without the database.
    private func images(in collection: Int64) async throws -> Int? {
        do { return try await parts.database.images.count(in: collection) } catch let error as SemblanceError
            where error.code == .unavailable
        {
            return nil
        }
    }
}
