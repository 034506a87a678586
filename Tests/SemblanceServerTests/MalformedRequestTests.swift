import Foundation
import Hummingbird
import SemblanceTestSupport
import Testing

@testable import SemblanceServer

@Suite("Bytes that are no request", .serialized)
struct MalformedRequestTests {
    /// Some bytes that a server must not take for a request.
    struct Example: Sendable, CustomTestStringConvertible {
        let name: String
        let lines: [String]
        var status = 400

        var testDescription: String { name }
        var bytes: String { lines.joined(separator: "\r\n") }
    }

    private static func post(_ name: String, _ fields: String..., body: String) -> Example {
        Example(name: name, lines: ["POST /bytes HTTP/1.1", "Host: a"] + fields + ["", body])
    }

    private static func get(_ name: String, _ fields: [String], status: Int = 400) -> Example {
        Example(name: name, lines: ["GET /hello HTTP/1.1", "Host: a"] + fields + ["", ""], status: status)
    }

    private static let chunked = "0\r\n\r\n"

    static let examples = [
        get("a field beyond the limit", ["X: " + String(repeating: "y", count: 40_000)], status: 431),
        get("too many fields", Array(repeating: "X: y", count: 200), status: 431),
        get("fields beyond the limit together", Array(repeating: "X: " + String(repeating: "y", count: 900), count: 60), status: 431),
        post("a length and chunks", "Content-Length: 3", "Transfer-Encoding: chunked", body: chunked),
        post("chunks and a length", "Transfer-Encoding: chunked", "Content-Length: 3", body: chunked),
        post("two lengths", "Content-Length: 3", "Content-Length: 4", body: "abcd"),
        post("a length with a sign", "Content-Length: +3", body: "abc"),
        post("a negative length", "Content-Length: -3", body: "abc"),
        post("a length beyond all numbers", "Content-Length: 99999999999999999999", body: "abc"),
        post("chunks that are not the last coding", "Transfer-Encoding: chunked, identity", body: chunked),
        get("a space before the colon", ["X : y"]),
        get("a null in a name", ["X\u{0}: y"]),
        Example(name: "no HTTP at all", lines: ["NONSENSE", "", ""]),
        Example(name: "the hello of TLS", lines: ["\u{16}\u{3}\u{1}\u{2}TLS"]),
    ]

    @Test("what is no request, or could be read as two, is answered once and cut off", arguments: examples)
    func refusal(example: Example) async throws {
        let metrics = ServerMetrics()
        try await LiveServer.run(metrics: metrics) {
            $0.get("hello") { _, _ in "hello" }
            $0.post("bytes") { request, context in "\(try await request.bytes(context, limits: BodyLimits()).count)" }
        } _: { server in
            let client = try server.connect()
            try await client.send(example.bytes)
            let (text, isClosed) = try await client.readToEnd()
            #expect(text.hasPrefix("HTTP/1.1 \(example.status) "))
            #expect(text.components(separatedBy: "\r\ncontent-type: application/problem+json\r\n").count == 2)
            #expect(isClosed)
        }
        #expect(metrics.registry.render().contains("semblance_rejected_total{reason=\"malformed\"} 1\n"))
    }

    @Test("a second request that is none is refused after the first was answered")
    func pipelined() async throws {
        try await LiveServer.run {
            $0.get("hello") { _, _ in "hello" }
        } _: { server in
            let client = try server.connect()
            try await client.send("GET /hello HTTP/1.1\r\nHost: a\r\n\r\nNONSENSE\r\n\r\n")
            let (text, isClosed) = try await client.readToEnd()
            #expect(text.hasPrefix("HTTP/1.1 200 "))
            #expect(text.contains("HTTP/1.1 400 "))
            #expect(isClosed)
        }
    }
}
