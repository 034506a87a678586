import Foundation
import SemblanceCore

/// The load that `bench http` puts on a server, whoever wrote it: it searches with uploads and by id, and answers as Semblance does.
struct HTTPLoad {
    let plan: HTTPBenchmarkPlan
    let generator: LoadGenerator

    /// As many different searches by id as are sent in turn.
    private static let searches = 4096

    /// Checks that answers are what they should be, then runs the load.
    ///
    /// - Throws: `unavailable` where nothing answers; `incompatible` where something else than a search reply comes.
    func run() async throws -> HTTPBenchmarkReport {
        let pictures = try UploadPictures.draw()
        let uploads = pictures.map { LoadRequest(post: $0, as: "image/jpeg", to: "/v1/search", at: generator.address) }
        var random = SplitMix64(seed: 1)
        let ids = (0..<Self.searches).map { _ in Int.random(in: 1...plan.count, using: &random) }
        let searches = ids.map(search)
        for upload in uploads { _ = try await hits(of: upload) }
        guard try await hits(of: searches[0]).first == ids[0] else {
            throw SemblanceError(.incompatible, "\(generator.address) does not find image \(ids[0]) by its own id")
        }

        let steady = try await measured(.steady(rate: plan.rate), uploads)
        let top = try await measured(.saturating(clients: plan.uploadClients), uploads)
        let byID = try await measured(.saturating(clients: plan.searchClients), searches)
        let uploadsReport = HTTPBenchmarkReport.Steady(steady, rate: plan.rate)
        return HTTPBenchmarkReport(
            p50Ms: uploadsReport.p50Ms, p99Ms: uploadsReport.p99Ms, requestsPerSecond: top.requestsPerSecond,
            errors: steady.errors + top.errors + byID.errors, uploads: uploadsReport,
            uploadsTop: .init(top, clients: plan.uploadClients), byID: .init(byID, clients: plan.searchClients),
            uploadBytes: pictures.reduce(0) { $0 + $1.count } / pictures.count, count: plan.count)
    }

    private func search(_ id: Int) -> LoadRequest {
        LoadRequest(post: Array(#"{"image_id":\#(id)}"#.utf8), as: "application/json", to: "/v1/search", at: generator.address)
    }

    /// A run after one that does not count.
    private func measured(_ pattern: LoadPattern, _ requests: [LoadRequest]) async throws -> LoadOutcome {
        _ = try await generator.run(pattern, seconds: plan.warmup, requests: requests)
        return try await generator.run(pattern, seconds: plan.seconds, requests: requests)
    }

    /// The images that a search finds.
    private func hits(of request: LoadRequest) async throws -> [Int] {
        struct Answer: Decodable {
            struct Hit: Decodable {
                let imageID: Int
                private enum CodingKeys: String, CodingKey { case imageID = "image_id" }
            }
            let hits: [Hit]
        }
        let reply = try await generator.reply(to: request)
        guard reply.status == 200, let answer = try? JSONDecoder().decode(Answer.self, from: Data(reply.body)),
            answer.hits.count == min(10, plan.count)
        else {
            throw SemblanceError(
                .incompatible,
                "\(generator.address)\(request.path) answered \(reply.status), not a search reply with \(min(10, plan.count)) hits",
                advice: "see that a server runs there which has as many images as --count says",
                detail: String(decoding: reply.body.prefix(500), as: UTF8.self))
        }
        return answer.hits.map(\.imageID)
    }
}
