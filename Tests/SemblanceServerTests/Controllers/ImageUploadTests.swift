import HTTPTypes
import SemblanceCore
import SemblanceImaging
import SemblanceService
import SemblanceTestSupport
import Testing

@testable import SemblanceServer

@Suite("Uploads that nobody meant well")
struct ImageUploadTests {
    private static let routes = ["/v1/images", "/v1/search", "/v1/latents", "/v1/reconstructions"]

    /// A JPEG whose head says that it is 65,500 pixels wide and high.
    private static func bomb(_ jpeg: [UInt8]) throws -> [UInt8] {
        let frame = try #require(jpeg.indices.dropLast().first { jpeg[$0] == 0xFF && jpeg[$0 + 1] == 0xC0 })
        var bytes = jpeg
        for (offset, value) in [0xFF, 0xDC, 0xFF, 0xDC].enumerated() { bytes[frame + 5 + offset] = UInt8(value) }
        return bytes
    }

    @Test("what is no image, damaged, empty, too small or too large is told apart, and nothing stays of it", arguments: routes)
    func refused(route: String) async throws {
        try await ServerBench.with(2) { server in
            let jpeg = try server.photo(2)
            let png = try ImageEncoding.png(RGBImage(width: 32, height: 32))
            let tiny = try ImageEncoding.png(RGBImage(width: 15, height: 200))
            for (bytes, status, code) in [
                (Array("<svg xmlns='http://www.w3.org/2000/svg'/>".utf8), 415, "unsupported"), ([0], 415, "unsupported"),
                (Array("GIF89a..............".utf8), 415, "unsupported"), ([], 422, "undecodable"), (tiny, 422, "undecodable"),
                (Array(jpeg.prefix(jpeg.count / 3)), 422, "undecodable"), (Array(png.dropLast(20)), 422, "undecodable"),
                (try Self.bomb(jpeg), 422, "too_large"),
            ] {
                for reply in [
                    try await server.post(route, bytes, type: "image/jpeg"),
                    try await server.post(route, form: [Self.file(bytes, name: "x.jpg")]),
                ] {
                    let problem = try reply.problem()
                    #expect(reply.status == status && problem.code == code, "\(bytes.count) bytes: \(problem.detail)")
                    #expect(!problem.detail.contains("/") && !problem.detail.contains("x.jpg"), "\(problem.detail)")
                }
            }
            #expect(try await server.get("/v1/images").json(ImagePage.self).images.count == 2)
        }
    }

    @Test("random damage is taken in or refused, and no request fails on it")
    func damage() async throws {
        try await ServerBench.with(2) { server in
            let files = [try server.photo(2), try ImageEncoding.png(try ImageDecoder.decode(try server.photo(4)))]
            var random = SplitMix64(seed: 23)
            var taken = 2
            for round in 0..<120 {
                var bytes = files[round % 2]
                for _ in 0..<Int.random(in: 1...6, using: &random) {
                    bytes[Int.random(in: 3..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
                }
                if round % 5 == 4 { bytes = Array(bytes.prefix(Int.random(in: 0..<bytes.count, using: &random))) }
                let reply = try await server.post("/v1/images", bytes, type: "image/jpeg")
                #expect([200, 201, 415, 422].contains(reply.status), "round \(round): \(reply.text)")
                if reply.status == 201 { taken += 1 }
            }
            #expect(taken > 2 && taken < 122)
            #expect(try await server.get("/v1/images?limit=1000").json(ImagePage.self).images.count == taken)
            #expect(try await server.post("/v1/search?k=1000", files[0], type: nil).json(SearchAnswer.self).hits.count == taken)
        }
    }

    @Test("a body over the limit is refused, in one piece and in parts")
    func tooLarge() async throws {
        var options = ServerOptions()
        options.body.bytes = 1500
        options.body.partBytes = 1024
        try await ServerBench.with(1, options: options) { server in
            let bytes = [UInt8](repeating: 0xFF, count: 1100)
            #expect(try await server.post("/v1/images", bytes + bytes, type: "image/jpeg").status == 413)
            let reply = try await server.post("/v1/images", form: [.file("image", bytes)])
            #expect(try reply.status == 413 && reply.problem().code == "body_too_large")
        }
    }

    @Test(
        "fields that cannot be are refused, and say which",
        arguments: [
            ([.text("name", "x")], 400, "image"), ([.file("image", []), .file("image", [])], 400, "image"),
            ([.text("metadata", "[1]")], 400, "metadata"), ([.text("metadata", "{")], 400, "metadata"),
            ([.text("metadata", "")], 400, "metadata"), ([.text("metadata", #"{"a": 1e400}"#)], 400, "metadata"),
            ([.text("metadata", #"{"a": \#(String(repeating: "[", count: 5000))"#)], 400, "metadata"),
            ([.text("metadata", #"{"a": "\#(String(repeating: "x", count: 70_000))"}"#)], 400, "metadata"),
            ([.text("metadata", "{}"), .text("metadata", "{}")], 400, "metadata"), ([.text("name", "a"), .text("name", "b")], 400, "name"),
            ([.text("name", String(repeating: "x", count: 256))], 400, "name"),
            ([TestForm.Part(name: "metadata", body: [0x7B, 0xFF, 0x7D])], 400, "metadata"),
            ([TestForm.Part(name: "name", body: [0xC3])], 400, "name"), ([.text("collection", "nobody")], 404, "nobody"),
        ] as [([TestForm.Part], Int, String)])
    func fields(parts: [TestForm.Part], status: Int, word: String) async throws {
        try await ServerBench.with(1) { server in
            let withImage = word == "image" ? parts : parts + [.file("image", try server.photo(7))]
            let reply = try await server.post("/v1/images", form: withImage)
            let problem = try reply.problem()
            #expect(reply.status == status && problem.detail.contains(word), "\(problem.detail)")
            #expect(try await server.get("/v1/images").json(ImagePage.self).images.count == 1)
        }
    }

    @Test("a document is no photo")
    func document() async throws {
        try await ServerBench.with(1) { server in
            for (route, type) in [
                ("/v1/images", "application/json"), ("/v1/latents", "application/json"),
                ("/v1/images", "application/x-www-form-urlencoded"),
            ] {
                let reply = try await server.post(route, Array(#"{"image": 1}"#.utf8), type: type)
                #expect(try reply.status == 415 && reply.problem().code == "unsupported")
            }
        }
    }

    @Test(
        "metadata come back as they were given, however odd",
        arguments: [
            #"{"a":123456789012345678}"#, #"{"größe":"日本 🏔"}"#, #"{"":""}"#, #"{"a":{"b":[1,null,true,{"c":[]}]}}"#,
            #"{"a":"'; DROP TABLE images; --"}"#,
            #"{"a":\#(String(repeating: "[", count: 400))\#(String(repeating: "]", count: 400))}"#,
        ])
    func metadata(text: String) async throws {
        try await ServerBench.with(1) { server in
            let reply = try await server.post("/v1/images", form: [.file("image", try server.photo(7)), .text("metadata", text)])
            #expect(reply.status == 201 && reply.text.contains(#""metadata":\#(text)"#), "\(reply.text.prefix(300))")
            #expect(try await server.get("/v1/images").text.contains(text))
            #expect(try await server.post("/v1/search?k=1", try server.photo(7), type: nil).text.contains(text))
        }
    }

    @Test(
        "of a name only the last component counts, and nothing in it leads anywhere",
        arguments: [
            ("../../etc/passwd", "/passwd"), ("photos/", "/upload"), ("größe 1.jpg", "/größe 1.jpg"), ("a\u{0}b.jpg", #"/a\x00b.jpg"#),
            ("two\nlines.jpg", #"/two\x0alines.jpg"#), ("..", "/.."),
        ])
    func names(name: String, shown: String) async throws {
        try await ServerBench.with(1) { server in
            let reply = try await server.post("/v1/images", form: [.text("name", name), .file("image", try server.photo(7))])
            let image = try reply.json(ImageAnswer.self)
            let source = try #require(image.sources?.first)
            #expect(reply.status == 201 && source == "upload:\(image.sha256)\(shown)")
            #expect(try await server.client.send(.delete, "/v1/images/\(image.id)").status == 204)
        }
    }

    private static func file(_ bytes: [UInt8], name: String) -> TestForm.Part {
        TestForm.Part(name: "image", filename: name, body: bytes)
    }
}
