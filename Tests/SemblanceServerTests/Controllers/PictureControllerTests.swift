import HTTPTypes
import SemblanceCore
import SemblanceImaging
import SemblanceService
import SemblanceTestSupport
import Testing

@testable import SemblanceServer

@Suite("Reconstructions and samples over HTTP")
struct PictureControllerTests {
    @Test("an upload, a form and an id are drawn the same")
    func reconstructions() async throws {
        try await ServerBench.with(4) { server in
            let (photo, id) = (try server.photo(3), try await server.id(3))
            let raw = try await server.post("/v1/reconstructions", photo, type: "image/jpeg")
            #expect(raw.status == 200 && raw.headers[.contentType] == "image/png")
            let picture = try raw.picture()
            #expect(picture.width == ProjectingModel.resolution && picture.height == ProjectingModel.resolution)
            for reply in [
                try await server.post("/v1/reconstructions", form: [.file("image", photo)]),
                try await server.post("/v1/reconstructions", form: [.text("image", "\(id)")]),
                try await server.post("/v1/reconstructions", json: #"{"image": \#(id)}"#),
                try await server.get("/v1/images/\(id)/reconstruction"),
            ] {
                #expect(try reply.status == 200 && reply.picture().difference(to: picture) <= 1)
            }
            let other = try await server.post("/v1/reconstructions", try server.photo(2), type: "image/jpeg").picture()
            #expect(try other.difference(to: picture) > 1)
            let json = try await server.post("/v1/reconstructions", photo, type: "image/jpeg", headers: [.accept: "application/json"])
            let answer = try json.json(PictureAnswer.self)
            #expect(answer.images.count == 1 && answer.images[0].width == ProjectingModel.resolution)
            #expect(try RGBImage(dataURL: answer.images[0].image) == picture && json.text.contains(#""name":"faces""#))
        }
    }

    @Test(
        "Accept chooses between a PNG and JSON",
        arguments: [
            (nil, "image/png"), ("", "image/png"), ("*/*", "image/png"), ("image/png", "image/png"), ("image/*", "image/png"),
            ("application/json", "application/json"), ("image/png;q=0.2, application/json", "application/json"),
            ("text/html, application/json;q=0.9, */*;q=0.8", "application/json"), ("IMAGE/PNG", "image/png"),
            ("application/json;q=0, */*", "image/png"), ("text/html", nil), ("image/jpeg", nil), ("image/png;q=0", nil), (";;,,", nil),
        ] as [(String?, String?)])
    func accept(accept: String?, type: String?) async throws {
        try await ServerBench.with(2) { server in
            var headers: HTTPFields = [:]
            headers[.accept] = accept
            let id = try await server.id(1)
            for reply in [
                try await server.get("/v1/samples?n=2", headers: headers),
                try await server.get("/v1/images/\(id)/reconstruction", headers: headers),
                try await server.post("/v1/reconstructions", json: #"{"image": \#(id)}"#, headers: headers),
                try await server.post("/v1/interpolations", json: #"{"a": \#(id), "b": \#(id), "steps": 2}"#, headers: headers),
            ] {
                if let type {
                    #expect(reply.status == 200 && reply.headers[.contentType]?.hasPrefix(type) == true)
                } else {
                    #expect(try reply.status == 406 && reply.problem().code == "not_acceptable")
                }
            }
        }
    }

    @Test("samples are determined by their seed, and drawn as a grid")
    func samples() async throws {
        try await ServerBench.with(1) { server in
            let first = try await server.get("/v1/samples?n=6&seed=5")
            #expect(first.status == 200 && first.headers[.contentType] == "image/png")
            #expect(try await server.get("/v1/samples?seed=5&n=6").body == first.body)
            #expect(try await server.get("/v1/samples?n=6&seed=6").body != first.body)
            #expect(try await server.get("/v1/samples?n=6&seed=18446744073709551615").body != first.body)
            let side = ProjectingModel.resolution
            let grid = try first.picture()
            #expect(grid.width >= 2 * side && grid.width * grid.height >= 6 * side * side)
            #expect(try await server.get("/v1/samples?n=1").picture().width == side)
            let json = try await server.get("/v1/samples?n=3&seed=5", headers: [.accept: "application/json"]).json(PictureAnswer.self)
            #expect(json.images.count == 3 && Set(json.images.map(\.image)).count == 3)
            let usual = try await server.get("/v1/samples", headers: [.accept: "application/json"]).json(PictureAnswer.self)
            #expect(usual.images.count == 64)
        }
    }

    @Test("truncation draws samples towards the middle")
    func truncation() async throws {
        try await ServerBench.with(1) { server in
            func samples(_ truncation: String) async throws -> Set<String> {
                let reply = try await server.get("/v1/samples?n=4&truncation=\(truncation)", headers: [.accept: "application/json"])
                return Set(try reply.json(PictureAnswer.self).images.map(\.image))
            }
            let (none, half, whole, much) = (
                try await samples("0"), try await samples("0.5"), try await samples("1"), try await samples("100")
            )
            #expect(none.count == 1 && half.count == 4 && whole.count == 4 && much.count == 4)
            #expect(half.isDisjoint(with: whole))
        }
    }

    @Test(
        "numbers that cannot be are refused",
        arguments: [
            "n=0", "n=257", "n=-1", "n=1e2", "n=", "n=1.5", "n=99999999999999999999", "n=1&n=2", "n=%31%30%30%30", "seed=-1",
            "seed=18446744073709551616", "seed=x", "truncation=-0.1", "truncation=nan", "truncation=inf", "truncation=1e39",
            "truncation=100.1", "truncation=", "seed=%ff", "seed=%", "%ff=1", "n=%zz",
        ])
    func numbers(query: String) async throws {
        try await ServerBench.with(1) { server in
            let reply = try await server.get("/v1/samples?\(query)")
            #expect(reply.status == 400, "\(reply.status)")
            #expect(try ["invalid_argument", "malformed"].contains(reply.problem().code))
        }
    }

    @Test("without a version that serves there is nothing to draw with")
    func noVersion() async throws {
        try await ServerBench.with(0) { server in
            #expect(try await server.get("/v1/samples").status == 409)
            #expect(try await server.get("/v1/samples?collection=nobody").status == 404)
            #expect(try await server.post("/v1/reconstructions", try server.photo(1), type: nil).status == 409)
            let ends = [TestForm.Part.file("a", try server.photo(1)), .file("b", try server.photo(2))]
            #expect(try await server.post("/v1/interpolations", form: ends).status == 409)
        }
    }
}
