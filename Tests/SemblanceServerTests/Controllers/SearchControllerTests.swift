import HTTPTypes
import SemblanceCore
import SemblanceImaging
import SemblanceService
import SemblanceTestSupport
import Testing

@testable import SemblanceServer

@Suite("Searching over HTTP")
struct SearchControllerTests {
    @Test("a raw upload, a form and an id find the same photos")
    func ways() async throws {
        try await ServerBench.with { server in
            let raw = try await server.post("/v1/search?k=5&metric=euclidean", try server.photo(3), type: "image/jpeg")
            #expect(raw.status == 200 && raw.headers[.contentType]?.hasPrefix("application/json") == true)
            let answer = try raw.json(SearchAnswer.self)
            #expect(answer.metric == "euclidean" && answer.exact && answer.complete && answer.hits.count == 5)
            #expect(answer.hits[0].source == server.folder.file("face-03.jpg") && answer.hits[0].distance < 1e-4)
            #expect(answer.hits[0].thumbnailURL == "/v1/images/\(answer.hits[0].imageID)/thumbnail")
            #expect(answer.query.width == 24 && answer.query.height == 24 && answer.query.realism != nil)
            #expect(answer.query.latent == nil && answer.query.reconstruction == nil && answer.hits[0].reconstruction == nil)
            #expect(Set(answer.timing.keys) == ["decode", "encode", "search", "total"])
            let ids = answer.hits.map(\.imageID)

            // Fields of a form count like query items, in any order.
            for form in [
                [TestForm.Part.text("k", "5"), .file("image", try server.photo(3)), .text("metric", "euclidean")],
                [.file("image", try server.photo(3)), .text("metric", "euclidean"), .text("k", "5")],
            ] {
                #expect(try await server.post("/v1/search", form: form).json(SearchAnswer.self).hits.map(\.imageID) == ids)
            }
            // The first bytes decide what an image is.
            for type in ["image/png", "application/octet-stream", nil] {
                let reply = try await server.post("/v1/search?k=5&metric=euclidean", try server.photo(3), type: type)
                #expect(try reply.json(SearchAnswer.self).hits.map(\.imageID) == ids)
            }
            let byID = try await server.post("/v1/search", json: #"{"image_id": \#(ids[0]), "k": 5, "metric": "euclidean"}"#)
            #expect(try byID.json(SearchAnswer.self).hits.map(\.imageID) == ids)
            let neighbours = try await server.client.send(.get, "/v1/images/\(ids[0])/neighbors?k=4&metric=euclidean")
            #expect(try neighbours.json(SearchAnswer.self).hits.map(\.imageID) == Array(ids.dropFirst()))
        }
    }

    @Test("a latent that the server handed out finds what its photo finds")
    func latent() async throws {
        try await ServerBench.with { server in
            struct Answer: Decodable { let latent: [Float] }
            let latent = try await server.post("/v1/latents", try server.photo(5), type: "image/jpeg").json(Answer.self).latent
            #expect(latent.count == ProjectingModel.dimension)
            let found = try await server.post("/v1/search", json: #"{"latent": \#(latent), "k": 12}"#).json(SearchAnswer.self)
            let byPhoto = try await server.post("/v1/search?k=12&include=latent", try server.photo(5), type: "image/jpeg").json(
                SearchAnswer.self)
            #expect(found.hits.map(\.imageID) == byPhoto.hits.map(\.imageID) && byPhoto.query.latent == latent)
            #expect(try await server.post("/v1/search", json: #"{"latent": [1, 2]}"#).problem().code == "invalid_argument")
        }
    }

    @Test("examples are left out of the hits")
    func examples() async throws {
        try await ServerBench.with { server in
            let (a, b, c) = (try await server.id(0), try await server.id(4), try await server.id(9))
            let reply = try await server.post("/v1/search", json: #"{"positive": [\#(a), \#(b)], "negative": [\#(c)], "k": 12}"#)
            let answer = try reply.json(SearchAnswer.self)
            #expect(answer.hits.count == 9 && !answer.complete && Set(answer.hits.map(\.imageID)).isDisjoint(with: [a, b, c]))
            #expect(try await server.post("/v1/search", json: #"{"negative": [\#(c)]}"#).status == 400)
            // A latent beside them is one more example, as the photo that it is of would be.
            let latents = try await server.post("/v1/search", json: #"{"image_id": \#(b), "include": ["latent"]}"#).json(SearchAnswer.self)
            let latent = try #require(latents.query.latent)
            let mixed = try await server.post(
                "/v1/search", json: #"{"latent": \#(latent), "positive": [\#(a)], "negative": [\#(c)], "k": 12}"#)
            let others = try mixed.json(SearchAnswer.self).hits.filter { $0.imageID != b }
            #expect(others.map(\.imageID) == answer.hits.map(\.imageID))
            #expect(zip(others, answer.hits).allSatisfy { abs($0.distance - $1.distance) < 1e-4 })
            let alone = try await server.post("/v1/search", json: #"{"latent": \#(latent), "negative": [\#(c)]}"#)
            #expect(try alone.json(SearchAnswer.self).hits.first?.imageID == b)
            #expect(try await server.post("/v1/search", json: #"{"image_id": \#(a), "positive": [\#(b)]}"#).status == 400)
            #expect(try await server.post("/v1/search", json: #"{"positive": [999999]}"#).status == 404)
        }
    }

    @Test("pages follow each other by cursor, with and without the query")
    func pages() async throws {
        try await ServerBench.with { server in
            let photo = try server.photo(2)
            let whole = try await server.post("/v1/search?k=12", photo, type: "image/jpeg").json(SearchAnswer.self)
            #expect(whole.nextCursor == nil && whole.complete, "the last page leads no further")
            var found = try await server.post("/v1/search?k=5", photo, type: "image/jpeg").json(SearchAnswer.self)
            var hits = found.hits
            while let cursor = found.nextCursor {
                let asJSON = try await server.post("/v1/search", json: #"{"cursor": "\#(cursor)", "k": 5}"#).json(SearchAnswer.self)
                found = try await server.post("/v1/search?k=5&cursor=\(cursor)", photo, type: "image/jpeg").json(SearchAnswer.self)
                #expect(asJSON.hits.map(\.imageID) == found.hits.map(\.imageID))
                hits += found.hits
            }
            #expect(hits.map(\.imageID) == whole.hits.map(\.imageID) && hits.map(\.rank) == Array(1...12))
            #expect(try await server.post("/v1/search", json: #"{"cursor": "nonsense"}"#).problem().code == "invalid_argument")
        }
    }

    @Test("max_distance is inclusive, by both metrics", arguments: Metric.allCases)
    func distance(metric: Metric) async throws {
        try await ServerBench.with { server in
            let path = "/v1/search?k=12&metric=\(metric.rawValue)"
            let all = try await server.post(path, try server.photo(1), type: "image/jpeg").json(SearchAnswer.self).hits
            let near = try await server.post("\(path)&max_distance=\(all[6].distance)", try server.photo(1), type: "image/jpeg")
            #expect(try near.json(SearchAnswer.self).hits.map(\.imageID) == all.prefix(7).map(\.imageID))
            #expect(try await server.post("\(path)&max_distance=-1", try server.photo(1), type: "image/jpeg").status == 400)
        }
    }

    @Test("what costs more is told when asked for")
    func inclusions() async throws {
        try await ServerBench.with { server in
            let path = "/v1/search?k=3&include=reconstruction,round_trip,latent"
            let answer = try await server.post(path, try server.photo(1), type: "image/jpeg").json(SearchAnswer.self)
            #expect(answer.query.latent?.count == 16 && answer.query.roundTrip.map { (-1...1).contains($0.latentCorrelation) } == true)
            #expect(answer.query.reconstruction?.hasPrefix("data:image/png;base64,iVBOR") == true)
            #expect(answer.hits.allSatisfy { $0.reconstruction == "/v1/images/\($0.imageID)/reconstruction" })
            let picture = try await server.client.send(.get, try #require(answer.hits[0].reconstruction))
            #expect(try picture.picture().width == ProjectingModel.resolution)
            #expect(try await server.post("/v1/search?include=everything", try server.photo(1), type: "image/jpeg").status == 400)
        }
    }

    @Test("what the model sees in a query is told whatever the query is, and how familiar it is where a photo is asked with")
    func inclusionsOfOtherQueries() async throws {
        try await ServerBench.with { server in
            let (a, b, c) = (try await server.id(0), try await server.id(4), try await server.id(9))
            let include = #""include": ["reconstruction", "round_trip", "latent"], "k": 3"#
            let image = try await server.post("/v1/search", json: #"{"image_id": \#(a), \#(include)}"#).json(SearchAnswer.self)
            #expect(image.query.roundTrip != nil && image.query.familiarity != nil && image.query.realism != nil && image.query.width == 24)
            let examples = try await server.post(
                "/v1/search", json: #"{"positive": [\#(a), \#(b)], "negative": [\#(c)], \#(include)}"#
            ).json(SearchAnswer.self)
            let latent = try #require(image.query.latent)
            let same = try await server.post("/v1/search", json: #"{"latent": \#(latent), \#(include)}"#).json(SearchAnswer.self)
            // There is no photo that could come back, and no score of the critic.
            for answer in [examples, same] {
                #expect(answer.query.roundTrip == nil && answer.query.familiarity == nil && answer.query.width == nil)
                #expect(answer.hits.allSatisfy { $0.reconstruction != nil } && answer.hits.count == 3)
            }
            let pictures = try [image, examples, same].map { try RGBImage(dataURL: #require($0.query.reconstruction)) }
            #expect(try pictures[2].difference(to: pictures[0]) <= 1 && pictures[1].difference(to: pictures[0]) > 1)
            #expect(examples.query.latent?.count == ProjectingModel.dimension && same.query.latent == latent)
        }
    }

    @Test("several searches go into one call")
    func batch() async throws {
        try await ServerBench.with { server in
            let (a, b) = (try await server.id(1), try await server.id(8))
            let reply = try await server.post("/v1/search/batch?k=2", json: #"[{"image_id": \#(a)}, {"image_id": \#(b), "k": 3}]"#)
            let answers = try reply.json([SearchAnswer].self)
            #expect(answers.map(\.hits.count) == [2, 3] && answers.map { $0.hits[0].imageID } == [a, b])
            #expect(try await server.post("/v1/search/batch", json: "[]").status == 400)
            #expect(try await server.post("/v1/search/batch", json: #"[{"image_id": 999999}]"#).status == 404)
            #expect(try await server.post("/v1/search/batch", json: #"{"image_id": 1}"#).status == 400)
        }
    }

    @Test(
        "a request that cannot be is refused, and says why",
        arguments: [
            (#"{}"#, 400, "invalid_argument"), (#"{"image_id": 1, "latent": [1]}"#, 400, "invalid_argument"),
            (#"{"image_id": "x"}"#, 400, "malformed"), (#"{"image_id": 1"#, 400, "malformed"), (#""#, 400, "malformed"),
            (#"{"imageid": 1}"#, 400, "invalid_argument"), (#"{"image_id": 1, "k": 0}"#, 400, "invalid_argument"),
            (#"{"image_id": 1, "k": 1001}"#, 400, "invalid_argument"), (#"{"image_id": 1, "metric": "l2"}"#, 400, "invalid_argument"),
            (#"{"image_id": 1, "filter": "a ="}"#, 400, "invalid_argument"), (#"{"image_id": 0}"#, 404, "not_found"),
            (#"{"image_id": 1, "max_distance": 1e400}"#, 400, "malformed"),
        ])
    func refused(body: String, status: Int, code: String) async throws {
        try await ServerBench.with(3) { server in
            let reply = try await server.post("/v1/search", json: body)
            let problem = try reply.problem()
            #expect(reply.status == status && problem.code == code && problem.status == status, "\(problem.detail)")
            #expect(reply.headers[.contentType] == "application/problem+json" && !problem.requestID.isEmpty && !problem.detail.isEmpty)
        }
    }

    @Test("uploads that are no image, damaged, empty or too small are told apart")
    func uploads() async throws {
        try await ServerBench.with(3) { server in
            let jpeg = try server.photo(2)
            let tiny = try ImageEncoding.png(RGBImage(width: 8, height: 8))
            for (bytes, type, status, code) in [
                (Array("hello, world, this is text".utf8), "image/jpeg", 415, "unsupported"),
                (Array("GIF89a..............".utf8), "image/gif", 415, "unsupported"),
                (jpeg, "text/plain", 415, "unsupported"), (Array(jpeg.prefix(jpeg.count / 8)), "image/jpeg", 422, "undecodable"),
                ([], "image/jpeg", 422, "undecodable"), (tiny, "image/png", 422, "undecodable"),
            ] as [([UInt8], String, Int, String)] {
                let reply = try await server.post("/v1/search", bytes, type: type)
                #expect(reply.status == status, "\(type)")
                #expect(try reply.problem().code == code, "\(type)")
            }
            #expect(try await server.post("/v1/search", form: [.text("k", "3")]).status == 400)
            let twice = try await server.post("/v1/search", form: [.file("image", jpeg), .file("image", jpeg)])
            #expect(twice.status == 400)
        }
    }

    @Test("a collection that does not exist is not found; one without a version says so")
    func collections() async throws {
        try await ServerBench.with(0) { server in
            #expect(try await server.post("/v1/search?collection=nobody", try server.photo(1), type: "image/jpeg").status == 404)
            let reply = try await server.post("/v1/search", try server.photo(1), type: "image/jpeg")
            #expect(reply.status == 409)
            #expect(try reply.problem().detail.hasPrefix("No model version serves"))
        }
    }

    @Test("another collection's hits lead back to it")
    func otherCollection() async throws {
        try await ServerBench.with(3) { server in
            let other = try await server.bench.other("pets")
            _ = try await other.index(TestCorpus.faces(5))
            let reply = try await server.post("/v1/search?collection=pets&k=9", try server.photo(4), type: "image/jpeg")
            let hits = try reply.json(SearchAnswer.self).hits
            #expect(hits.count == 5 && hits[0].thumbnailURL == "/v1/images/\(hits[0].imageID)/thumbnail?collection=pets")
            #expect(try await server.client.send(.get, hits[0].thumbnailURL).status == 200)
            #expect(try await server.client.send(.get, "/v1/images/\(hits[0].imageID)/thumbnail").status == 404)
        }
    }

    @Test("past the queue's bound requests are refused at once, and told when to come again")
    func overload() async throws {
        var options = ServerOptions()
        options.queueLength = 2
        options.batchSize = 1
        let gate = Gate()
        let model = ProjectingModel(onEncode: { _ in await gate.pass() })
        try await ServerBench.with(3, model: model, options: options) { server in
            let photo = try server.photo(1)
            _ = try await server.parts.shelf.collection(named: "default")
            try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<12 { group.addTask { try await server.post("/v1/search", photo, type: "image/jpeg").status } }
                var refused = 0
                while refused < 7, let status = try await group.next() {
                    #expect(status == 503)
                    refused += 1
                }
                let reply = try await server.post("/v1/search", photo, type: "image/jpeg")
                #expect(reply.status == 503 && reply.headers[.retryAfter] == "1")
                #expect(try reply.problem().code == "overloaded")
                await gate.open()
                let rest = try await group.reduce(into: [Int]()) { $0.append($1) }
                #expect(rest.filter { $0 == 200 }.count >= 3)
            }
        }
    }
}
