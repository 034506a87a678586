import Foundation
import HTTPTypes
import Hummingbird
import Logging
import SemblanceCore
import SemblanceImaging
import SemblanceService
import SemblanceStorage
import SemblanceTestSupport

@testable import SemblanceServer

/// A server in memory over a real database with some indexed faces.
struct ServerBench: Sendable {
    let bench: Bench
    /// The photos that are indexed.
    let folder: TemporaryFolder
    let parts: ServerParts
    private let pipeline: HTTPPipeline

    /// Runs `body` with a server.
    ///
    /// - Parameters:
    ///   - faces: how many photos are indexed, at most 24; none leaves the collection without a version that serves
    ///   - keys: the keys in force
    ///   - indexes: makes the indexes, given where figures are kept
    ///   - load: called before a version is loaded; may throw
    static func with(
        _ faces: Int = 12, model: ProjectingModel = ProjectingModel(), options: ServerOptions = ServerOptions(), keys: [KeyRing.Key] = [],
        indexes: @escaping @Sendable (ServerMetrics) -> IndexFactory = { _ in IndexFactory() },
        load: @escaping @Sendable (ModelRecord) async throws -> Void = { _ in },
        _ body: @Sendable (ServerBench) async throws -> Void
    ) async throws {
        try await Bench.with { bench in
            let folder = try TestCorpus.faces(faces)
            if faces > 0 { _ = try await bench.index(folder) }
            try await body(ServerBench(bench, folder, model, options, keys, indexes: indexes, load: load))
        }
    }

    /// A server over a database that is there already.
    ///
    /// - Parameter database: what the server has of it; the bench's own connections where nil
    init(
        _ bench: Bench, _ folder: TemporaryFolder, _ model: ProjectingModel = ProjectingModel(), _ options: ServerOptions = ServerOptions(),
        _ keys: [KeyRing.Key] = [], indexes: @escaping @Sendable (ServerMetrics) -> IndexFactory = { _ in IndexFactory() },
        load: @escaping @Sendable (ModelRecord) async throws -> Void = { _ in },
        readiness: [Readiness.Check] = [Readiness.Check("database", problem: nil)], database: Database? = nil
    ) {
        self.bench = bench
        self.folder = folder
        let (database, metrics) = (database ?? bench.database, ServerMetrics())
        let shelf = ServingShelf(database: database) { collection in
            ServingCollection(
                collection, database: database, directory: ImageDirectory(database: database), indexes: indexes(metrics)
            ) { record in
                try await load(record)
                return try ModelEngine(model, limits: .standard, queues: options.queues)
            }
        }
        let ring = KeyRing(keys)
        parts = ServerParts(
            database: database, loader: { _, _ in model }, shelf: shelf, collection: bench.collection.name,
            decoding: BlockingQueue(width: 2, maximumWaiting: options.queueLength), pictures: PictureCache(), limits: .standard,
            options: options, metrics: metrics,
            readiness: { Readiness(readiness) })
        pipeline = HTTPPipeline.testing(options, keys: ring, metrics: parts.metrics)
    }

    /// Puts the routes into a router.
    var routes: (Router<ServerContext>) -> Void { { ServerRoutes(parts: parts).add(to: $0) } }

    /// What sends requests to it.
    var client: RouterClient { pipeline.client(routes: routes) }

    /// The bytes of an indexed photo.
    func photo(_ index: Int) throws -> [UInt8] { try TestCorpus.face(index) }

    /// The id of an indexed photo.
    func id(_ index: Int) async throws -> Int64 {
        let reply = try await post("/v1/search?k=1", try photo(index), type: "image/jpeg")
        return try reply.json(SearchAnswer.self).hits[0].imageID
    }

    /// Asks for something.
    func get(_ path: String, headers: HTTPFields = [:]) async throws -> Reply { try await client.send(.get, path, headers: headers) }

    /// Posts some bytes.
    func post(_ path: String, _ body: [UInt8], type: String?, headers: HTTPFields = [:]) async throws -> Reply {
        var headers = headers
        headers[.contentType] = type
        return try await client.send(.post, path, headers: headers, body: body)
    }

    /// Posts a JSON document.
    func post(_ path: String, json: String, headers: HTTPFields = [:]) async throws -> Reply {
        try await post(path, Array(json.utf8), type: "application/json", headers: headers)
    }

    /// Posts a form.
    func post(_ path: String, form: [TestForm.Part], headers: HTTPFields = [:]) async throws -> Reply {
        try await post(path, TestForm.body(form), type: TestForm.type, headers: headers)
    }
}

/// Forms as browsers send them.
enum TestForm {
    struct Part: Sendable {
        let name: String
        var filename: String?
        let body: [UInt8]

        static func file(_ name: String, _ bytes: [UInt8]) -> Part { Part(name: name, filename: "\(name).jpg", body: bytes) }
        static func text(_ name: String, _ value: String) -> Part { Part(name: name, body: Array(value.utf8)) }
    }

    private static let boundary = "----edge7MA4YWxk"
    static let type = "multipart/form-data; boundary=\"\(boundary)\""

    static func body(_ parts: [Part]) -> [UInt8] {
        var bytes: [UInt8] = []
        for part in parts {
            let file = part.filename.map { "; filename=\"\($0)\"\r\nContent-Type: application/octet-stream" } ?? ""
            bytes += Array("--\(boundary)\r\nContent-Disposition: form-data; name=\"\(part.name)\"\(file)\r\n\r\n".utf8)
            bytes += part.body + Array("\r\n".utf8)
        }
        return bytes + Array("--\(boundary)--\r\n".utf8)
    }
}
