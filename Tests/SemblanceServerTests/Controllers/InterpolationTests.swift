import HTTPTypes
import SemblanceCore
import SemblanceImaging
import SemblanceService
import SemblanceTestSupport
import Testing

@testable import SemblanceServer

@Suite("The way between two photos over HTTP")
struct InterpolationTests {
    private static let side = ProjectingModel.resolution
    private static let json: HTTPFields = [.accept: "application/json"]

    @Test("files and ids, mixed in any way, give the same frames")
    func ends() async throws {
        try await ServerBench.with(6) { server in
            let path = "/v1/interpolations?layout=frames&steps=5"
            let (a, b) = (TestForm.Part.file("a", try server.photo(1)), TestForm.Part.file("b", try server.photo(4)))
            let (first, second) = (try await server.id(1), try await server.id(4))
            let (c, d) = (TestForm.Part.text("a", "\(first)"), TestForm.Part.text("b", "\(second)"))
            var all: [[RGBImage]] = []
            for reply in [
                try await server.post(path, form: [a, b]), try await server.post(path, form: [b, a]),
                try await server.post(path, form: [a, d]), try await server.post(path, form: [c, b]),
                try await server.post(path, form: [c, d]),
                try await server.post("/v1/interpolations", json: #"{"a": \#(first), "b": \#(second), "steps": 5, "layout": "frames"}"#),
                try await server.post("/v1/interpolations", form: [.text("steps", "5"), a, .text("layout", "frames"), b]),
            ] {
                let answer = try reply.json(InterpolationAnswer.self)
                #expect(reply.status == 200 && answer.steps == 5 && answer.frames.count == 5 && answer.strip == nil)
                all.append(try answer.frames.map { try RGBImage(dataURL: $0.image) })
            }
            for frames in all.dropFirst() {
                for (frame, expected) in zip(frames, all[0]) { #expect(try frame.difference(to: expected) <= 1) }
            }
            let back = try await server.post(path, json: #"{"a": \#(second), "b": \#(first)}"#).json(InterpolationAnswer.self)
            #expect(try RGBImage(dataURL: back.frames[0].image).difference(to: all[0][4]) <= 1)
            #expect(try all[0][0].difference(to: all[0][4]) > 1)
        }
    }

    @Test("the same request gives the same bytes, from the cache and drawn anew")
    func sameBytes() async throws {
        try await ServerBench.with(4) { server in
            let form = [TestForm.Part.file("a", try server.photo(1)), .file("b", try server.photo(3))]
            let another = ServerBench(server.bench, server.folder)
            for (path, headers) in [("?steps=4", HTTPFields()), ("?steps=4&mode=slerp", [:]), ("?layout=frames", [.accept: "image/png"])] {
                let reply = try await server.post("/v1/interpolations\(path)", form: form, headers: headers)
                #expect(reply.status == 200 && reply.headers[.contentType] == "image/png")
                #expect(try await server.post("/v1/interpolations\(path)", form: form, headers: headers).body == reply.body)
                #expect(try await another.post("/v1/interpolations\(path)", form: form, headers: headers).body == reply.body)
            }
        }
    }

    @Test("frames carry the nearest photos: a walk through the corpus that begins and ends with the two")
    func walk() async throws {
        try await ServerBench.with(8) { server in
            let (a, b) = (try await server.id(0), try await server.id(7))
            let reply = try await server.post("/v1/interpolations", json: #"{"a": \#(a), "b": \#(b)}"#, headers: Self.json)
            let answer = try reply.json(InterpolationAnswer.self)
            #expect(answer.frames.map(\.position) == (0..<9).map { Float($0) / 8 } && answer.mode == "normalized")
            let nearest = answer.frames.compactMap(\.nearest)
            #expect(nearest.count == 9 && nearest[0].imageID == a && nearest[8].imageID == b && nearest[0].distance < 1e-4)
            for hit in nearest { #expect(try await server.get(hit.thumbnailURL).status == 200) }
            let one = try await server.get("/v1/images/\(a)/reconstruction").picture()
            #expect(try RGBImage(dataURL: answer.frames[0].image).difference(to: one) <= 1)
        }
    }

    @Test("an animation has the frames there and back, its ends for longer, and begins anew")
    func animation() async throws {
        try await ServerBench.with(6) { server in
            let ends = #"{"a": \#(try await server.id(1)), "b": \#(try await server.id(4)), "steps": 5}"#
            let reply = try await server.post("/v1/interpolations?layout=animation", json: ends)
            #expect(reply.status == 200 && reply.headers[.contentType] == "image/webp")
            let animation = try AnimatedWebP(reply.body)
            // Frames that hardly differ become one, which is shown for as long as both.
            let durations = animation.durations
            #expect(animation.loops == 0 && durations.first == 600 && durations.reduce(0, +) == 2 * 600 + 6 * 100, "\(durations)")
            #expect((4...8).contains(durations.count))
            for (layout, accept) in [
                ("", "image/webp"), ("?layout=frames", "image/webp"), ("?layout=animation", "image/*"), ("?layout=animation", "*/*"),
            ] {
                let again = try await server.post("/v1/interpolations\(layout)", json: ends, headers: [.accept: accept])
                #expect(again.status == 200 && again.body == reply.body, "\(layout) \(accept)")
            }
            for (layout, accept) in [("strip", "image/webp"), ("animation", "application/json"), ("animation", "image/png")] {
                let refused = try await server.post("/v1/interpolations?layout=\(layout)", json: ends, headers: [.accept: accept])
                #expect(try refused.status == 406 && refused.problem().code == "not_acceptable", "\(layout) \(accept)")
            }
            // Who likes several the same gets what is usual.
            let usual = try await server.post("/v1/interpolations", json: ends, headers: [.accept: "image/webp, image/*, */*;q=0.8"])
            #expect(usual.headers[.contentType] == "image/png")
        }
    }

    @Test("steps, mode and layout are as asked", arguments: [2, 3, 100], LatentInterpolation.allCases)
    func options(steps: Int, mode: LatentInterpolation) async throws {
        try await ServerBench.with(4) { server in
            let (a, b) = (try await server.id(1), try await server.id(2))
            let ends = #"{"a": \#(a), "b": \#(b), "steps": \#(steps), "mode": "\#(mode.rawValue)"}"#
            let row = try await server.post("/v1/interpolations?layout=frames", json: ends, headers: [.accept: "image/png"]).picture()
            #expect(row.width == steps * Self.side && row.height == Self.side)
            let strip = try await server.post("/v1/interpolations", json: ends).picture()
            #expect(strip.width > (steps + 2) * Self.side && strip.height >= Self.side)
            let answer = try await server.post("/v1/interpolations?layout=strip", json: ends, headers: Self.json).json(
                InterpolationAnswer.self)
            #expect(answer.mode == mode.rawValue && answer.steps == steps && answer.frames.count == steps)
            #expect(try RGBImage(dataURL: #require(answer.strip)) == strip)
        }
    }

    @Test(
        "a document that cannot be is refused",
        arguments: [
            ("{}", 400), (#"{"a": 1}"#, 400), (#"{"a": "x", "b": 1}"#, 400), (#"{"a": 1.5, "b": 1}"#, 400), (#"{"a": true, "b": 1}"#, 400),
            (#"{"a": null, "b": 1}"#, 400), (#"{"a": [1], "b": 1}"#, 400), ("[]", 400), ("{", 400), ("", 400), ("null", 400),
            (#"{"a": 1e400, "b": 1}"#, 400), (#"{"a": 99999999999999999999, "b": 1}"#, 400), (#"{"a": 999999, "b": 999999}"#, 404),
            (#"{"a": -1, "b": 1}"#, 404), (#"{"a": 0, "b": 0}"#, 404), (#"{"a": 9223372036854775807, "b": 1}"#, 404),
            (#"{"a": 1, "b": 1, "steps": 1}"#, 400), (#"{"a": 1, "b": 1, "steps": 101}"#, 400), (#"{"a": 1, "b": 1, "steps": 2.5}"#, 400),
            (#"{"a": 1, "b": 1, "steps": -9223372036854775808}"#, 400), (#"{"a": 1, "b": 1, "mode": "bezier"}"#, 400),
            (#"{"a": 1, "b": 1, "layout": "grid"}"#, 400), (#"{"a": 1, "b": 1, "layout": ""}"#, 400),
            (#"{"a": 1, "b": 1, "collection": "nobody"}"#, 404), (String(repeating: #"{"a":"#, count: 100_000), 400),
        ])
    func documents(text: String, status: Int) async throws {
        try await ServerBench.with(1) { server in
            let reply = try await server.post("/v1/interpolations", json: text)
            #expect(try reply.status == status && !reply.problem().code.isEmpty, "\(reply.text)")
        }
    }

    @Test("forms that lack a photo, have one twice, or hold what is none are refused")
    func forms() async throws {
        try await ServerBench.with(2) { server in
            let photo = try server.photo(1)
            let (a, b) = (TestForm.Part.file("a", photo), TestForm.Part.file("b", photo))
            for (form, status) in [
                ([a], 400), ([b], 400), ([], 400), ([a, b, a], 400), ([a, .text("a", "1"), b], 400), ([a, .file("b", [])], 422),
                ([a, .text("b", "999999")], 404), ([a, .text("b", "-1")], 404), ([a, .text("b", "two")], 415),
                ([a, .file("b", Array("17".utf8))], 415), ([a, .text("b", String(repeating: "1", count: 21))], 415),
                ([a, b, .text("steps", "3"), .text("steps", "3")], 400), ([a, b, .text("steps", "")], 400),
                ([a, .file("b", Array(photo.prefix(photo.count / 4)))], 422),
            ] {
                let reply = try await server.post("/v1/interpolations", form: form)
                #expect(reply.status == status, "\(form.map(\.name)): \(reply.text)")
            }
            #expect(try await server.post("/v1/interpolations?steps=3", form: [a, b, .text("steps", "3")]).status == 400)
            #expect(try await server.post("/v1/interpolations", photo, type: "image/jpeg").status == 415)
            let id = "\(try await server.id(1))"
            let padded = TestForm.Part.text("a", String(repeating: "0", count: 20 - id.count) + id)
            #expect(try await server.post("/v1/interpolations", form: [padded, b]).status == 200)
        }
    }
}
