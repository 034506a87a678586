import Foundation
import HTTPTypes
import Hummingbird
import SemblanceService
import SemblanceStorage

/// The corpus as a whole: where each photo lies among the others.
struct MapController: Sendable {
    /// How many photos are shown where nobody says.
    private static let usual = 25_000

    let parts: ServerParts

    func addRoutes(to group: RouterGroup<ServerContext>) { group.requireScope(.read).get("map", use: show) }

    /// `GET /v1/map`
    @Sendable func show(_ request: Request, context: ServerContext) async throws -> Response {
        let fields = try RequestFields(request)
        let limit = try fields.integer("limit", in: 1...LatentMaps.most) ?? Self.usual
        let version = try await parts.collection(fields).version()
        let map = try await parts.maps.map(of: version, limit: limit)
        let caching = ReplyCaching(asking: map.identity, isPrivate: true)
        if caching.isKnown(to: request) { return caching.notModified }
        return .json(bytes: try await parts.render { try JSONEncoder.api.encode(map) }, headers: caching.fields)
    }
}
