import HTTPTypes
import Hummingbird
import SemblanceCore
import Testing

@testable import SemblanceServer

@Suite("Multipart forms")
struct MultipartTests {
    private static let boundary = "XyZ"

    private func parse(_ text: String, chunk: Int? = nil, limits: BodyLimits = BodyLimits()) throws -> [MultipartPart] {
        try parse(Array(text.utf8), chunk: chunk, limits: limits)
    }

    private func parse(_ bytes: [UInt8], chunk: Int? = nil, limits: BodyLimits = BodyLimits()) throws -> [MultipartPart] {
        var collector = try MultipartCollector(boundary: Self.boundary, limits: limits)
        for start in stride(from: 0, to: bytes.count, by: chunk ?? max(bytes.count, 1)) {
            try collector.append(bytes[start..<min(start + (chunk ?? bytes.count), bytes.count)])
        }
        return try collector.finish()
    }

    private func part(_ head: String, _ body: String) -> String { "--XyZ\r\n\(head)\r\n\r\n\(body)\r\n" }

    private func form(_ name: String, _ body: String) -> String { part("Content-Disposition: form-data; name=\"\(name)\"", body) }

    @Test("the parts are the same however the bytes are cut")
    func chunks() throws {
        var generator = SplitMix64(seed: 7)
        let noise = (0..<900).map { _ in [13, 10, 45, 88, 121, 90, 0, 255][Int(generator.next() % 8)] as UInt8 }
        let head = Array(
            "preamble\r\n--XyZ \t\r\ncontent-disposition: form-data; name=\"a\"; filename=\"x.jpg\"\r\nContent-Type: image/jpeg\r\n\r\n"
                .utf8)
        let tail = Array("\r\n--XyZ\r\nContent-Disposition: form-data; name=b\r\n\r\n\r\n--XyZ--\r\nepilogue --XyZ".utf8)
        // The noise is made of the delimiter's own bytes, but must not hold a whole one.
        try #require(ByteSearch.first(Array("\r\n--XyZ".utf8), in: noise, from: 0) == nil)
        let expected = [
            MultipartPart(name: "a", filename: "x.jpg", contentType: "image/jpeg", body: noise),
            MultipartPart(name: "b", filename: nil, contentType: nil, body: []),
        ]
        let bytes = head + noise + tail
        for chunk in 1...bytes.count { #expect(try parse(bytes, chunk: chunk) == expected) }
    }

    @Test("a cut at any single byte changes nothing")
    func everyCut() throws {
        let bytes = Array((form("a", "\r\n--Xy\r\n-") + form("a", "two") + "--XyZ--").utf8)
        for cut in 0...bytes.count {
            var collector = try MultipartCollector(boundary: Self.boundary, limits: BodyLimits())
            try collector.append(bytes[..<cut])
            try collector.append(bytes[cut...])
            #expect(try collector.finish().map(\.body) == [Array("\r\n--Xy\r\n-".utf8), Array("two".utf8)])
        }
    }

    @Test(
        "names and file names come as they were meant",
        arguments: [
            (#"form-data; name="image"; filename="a b.jpg""#, "image", "a b.jpg"),
            (#"form-data; filename="a;b=\"c\".jpg"; name=image"#, "image", #"a;b="c".jpg"#),
            (#"form-data; name="image"; filename="C:\photos\x.jpg""#, "image", #"C:\photos\x.jpg"#),
            (#"FORM-DATA ; NAME = image ; filename*=UTF-8''evil.jpg"#, "image", nil),
            (#"form-data; name="bild"; filename="größe.png"; filename*=utf-8''x"#, "bild", "größe.png"),
            (#"form-data; name="a"; name="b""#, "a", nil),
            (#"form-data; name="""#, "", nil),
        ] as [(String, String, String?)])
    func names(disposition: String, name: String, filename: String?) throws {
        let part = try #require(try parse(part("Content-Disposition: \(disposition)", "x") + "--XyZ--").first)
        #expect((part.name, part.filename) == (name, filename))
    }

    @Test("names that come twice are there twice, in order")
    func duplicates() throws {
        let parts = try parse(form("b", "1") + form("a", "2") + form("b", "3") + "--XyZ--")
        #expect(parts.map(\.name) == ["b", "a", "b"])
        #expect(parts.map { String(decoding: $0.body, as: UTF8.self) } == ["1", "2", "3"])
    }

    @Test("a part may be empty, without the line end before the boundary too, and a form may have no parts")
    func empty() throws {
        #expect(try parse("--XyZ\r\nContent-Disposition: form-data; name=a\r\n\r\n--XyZ--").map(\.body) == [[]])
        #expect(try parse("--XyZ--").isEmpty)
    }

    @Test(
        "what is no form is refused",
        arguments: [
            "", "no boundary at all", "--XyZ\r\nContent-Disposition: form-data; name=a\r\n\r\nbody", "--XyZ\r\n", "--XyZ-",
            "--XyZ\r\nContent-Disposition: form-data; name=a\r\n\r\nbody\r\n--XyZ",
            "--XyZ\nContent-Disposition: form-data; name=a\n\nbody\n--XyZ--",
            "--XyZ\r\nContent-Disposition: form-data; name=a\nX: y\r\n\r\nbody\r\n--XyZ--",
            "--XyZgarbage\r\nContent-Disposition: form-data; name=a\r\n\r\nbody\r\n--XyZ--",
            "--XyZ\r\n\r\nbody\r\n--XyZ--", "--XyZ\r\nContent-Disposition: form-data\r\n\r\nbody\r\n--XyZ--",
            "--XyZ\r\nContent-Disposition: attachment; name=a\r\n\r\nbody\r\n--XyZ--",
            "--XyZ\r\nContent-Disposition form-data; name=a\r\n\r\nbody\r\n--XyZ--",
        ])
    func malformed(text: String) throws {
        for chunk in [nil, 1, 3] {
            let problem = try #require(throws: Problem.self) { try parse(text, chunk: chunk) }
            #expect((problem.status.code, problem.code) == (400, "malformed"))
        }
    }

    @Test("parts, their heads and their sizes are bounded")
    func limits() throws {
        let limits = BodyLimits(parts: 2, partBytes: 10, partHeaderBytes: 300)
        let two = form("a", "0123456789") + form("b", "")
        #expect(try parse(two + "--XyZ--", limits: limits).count == 2)
        for chunk in [nil, 1, 7] {
            #expect(throws: Problem.self) { try parse(two + form("c", "") + "--XyZ--", chunk: chunk, limits: limits) }
            let large = #expect(throws: Problem.self) { try parse(form("a", "0123456789x") + "--XyZ--", chunk: chunk, limits: limits) }
            #expect(large?.status == .contentTooLarge)
            let head = "Content-Disposition: form-data; name=a\r\nX: " + String(repeating: "y", count: 300)
            #expect(throws: Problem.self) { try parse(part(head, "") + "--XyZ--", chunk: chunk, limits: limits) }
            // A head that never ends is refused before its end could come.
            #expect(throws: Problem.self) { try parse("--XyZ\r\n" + String(repeating: "y", count: 400), chunk: chunk, limits: limits) }
        }
    }

    @Test("encoded parts are unsupported")
    func transferEncoding() throws {
        let head = "Content-Disposition: form-data; name=a\r\nContent-Transfer-Encoding: base64"
        let problem = #expect(throws: Problem.self) { try parse(part(head, "eA==") + "--XyZ--") }
        #expect(problem?.status == .unsupportedMediaType)
    }

    @Test(
        "the boundary comes from the Content-Type, quoted or not",
        arguments: [
            ("multipart/form-data; boundary=XyZ", 200), ("Multipart/Form-Data; charset=utf-8; boundary=\"XyZ\"", 200),
            ("multipart/form-data", 400), ("multipart/form-data; boundary=", 400), ("multipart/mixed; boundary=XyZ", 400),
            ("multipart/form-data; boundary=\(String(repeating: "x", count: 71))", 400), ("image/jpeg", 400),
        ])
    func boundary(contentType: String, status: Int) async throws {
        let client = HTTPPipeline.testing().client {
            $0.post("form") { request, context in
                try await request.multipart(context, limits: BodyLimits()).map { "\($0.name)=\($0.body.count)" }.joined(separator: ",")
            }
        }
        let body = Array((form("a", "12") + form("b", "345") + "--XyZ--\r\n").utf8)
        let reply = try await client.send(.post, "/form", headers: [.contentType: contentType], body: body, chunked: 5)
        #expect(reply.status == status)
        if status == 200 { #expect(reply.text == "a=2,b=3") }
    }
}
