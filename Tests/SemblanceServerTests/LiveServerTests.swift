import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import SemblanceCore
import SemblanceTestSupport
import Synchronization
import Testing

@testable import SemblanceServer

@Suite("Server on a socket", .serialized)
struct LiveServerTests {
    private static func routes(_ router: Router<ServerContext>) {
        router.get("hello") { _, _ in "hello" }
        router.post("bytes") { request, context in
            try await "\(request.bytes(context, limits: BodyLimits(bytes: 100_000)).count)"
        }
        router.post("impatient") { request, context in
            try await "\(request.bytes(context, limits: BodyLimits(seconds: 0.5)).count)"
        }
        router.post("early") { _, _ -> String in throw Problem.unauthorized(isKeyGiven: false) }
        router.get("slow") { _, _ in
            try await Task.sleep(for: .milliseconds(400))
            return "slow"
        }
    }

    private var impatient: ServerOptions {
        var options = ServerOptions()
        options.idleSeconds = 1
        return options
    }

    private func status(_ reply: String) -> Int? { Int(reply.dropFirst("HTTP/1.1 ".count).prefix(3)) }

    @Test("one connection carries many requests, pipelined ones too")
    func keepAlive() async throws {
        try await LiveServer.run(routes: Self.routes) { server in
            let client = try server.connect()
            for _ in 0..<3 {
                try await client.send("GET /hello HTTP/1.1\r\nHost: a\r\n\r\n")
                let reply = try await client.readReply()
                #expect(status(reply) == 200)
                #expect(reply.hasSuffix("hello"))
                #expect(!reply.lowercased().contains("connection: close"))
            }
            let post = "POST /bytes HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc"
            try await client.send(post + post + "GET /hello HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            let (text, isClosed) = try await client.readToEnd()
            #expect(isClosed)
            #expect(text.components(separatedBy: "HTTP/1.1 200").count == 4)
        }
    }

    @Test("a client of HTTP/1.0 sees the end of the reply")
    func oldProtocol() async throws {
        try await LiveServer.run(routes: Self.routes) { server in
            let client = try server.connect()
            try await client.send("GET /hello HTTP/1.0\r\n\r\n")
            let (text, isClosed) = try await client.readToEnd()
            #expect(isClosed)
            #expect(text.hasSuffix("hello"))
        }
    }

    @Test("a head that drips in is cut off, however busily it drips")
    func slowHead() async throws {
        try await LiveServer.run(impatient, routes: Self.routes) { server in
            let client = try server.connect()
            try await client.send("GET /hello HTTP/1.1\r\nHost: a\r\n")
            let drip = Task {
                while try await client.send("X-Drip: 1\r\n") { try await Task.sleep(for: .milliseconds(50)) }
            }
            let (text, isClosed) = try await client.readToEnd(within: 20)
            #expect(isClosed)
            #expect(!text.contains(" 200 "))
            drip.cancel()
        }
    }

    @Test("a connection without a request is closed when it has idled")
    func idle() async throws {
        try await LiveServer.run(impatient, routes: Self.routes) { server in
            let client = try server.connect()
            try await client.send("GET /hello HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try await status(client.readReply()) == 200)
            #expect(try await client.readToEnd(within: 20).isClosed)
        }
    }

    @Test("a body that drips in is answered 408, and the connection ends")
    func slowBody() async throws {
        try await LiveServer.run(routes: Self.routes) { server in
            let client = try server.connect()
            try await client.send("POST /impatient HTTP/1.1\r\nHost: a\r\nContent-Length: 50000\r\n\r\n")
            let drip = Task {
                while try await client.send("x") { try await Task.sleep(for: .milliseconds(50)) }
            }
            let (text, isClosed) = try await client.readToEnd(within: 20)
            #expect(status(text) == 408)
            #expect(text.contains("\"code\":\"timeout\""))
            #expect(isClosed)
            drip.cancel()
        }
    }

    @Test("a body over the limit is answered 413 and cut off, with its length and without", arguments: [true, false])
    func largeBody(announces: Bool) async throws {
        try await LiveServer.run(routes: Self.routes) { server in
            let client = try server.connect()
            let chunk = [UInt8](repeating: 1, count: 20_000)
            let framing = announces ? "Content-Length: 10000000" : "Transfer-Encoding: chunked"
            try await client.send("POST /bytes HTTP/1.1\r\nHost: a\r\n\(framing)\r\n\r\n")
            let sending = Task {
                for _ in 0..<500 {
                    let bytes = announces ? chunk : Array("4e20\r\n".utf8) + chunk + [13, 10]
                    guard try await client.send(bytes) else { return }
                }
            }
            let (text, isClosed) = try await client.readToEnd()
            #expect(status(text) == 413)
            #expect(text.lowercased().contains("connection: close"))
            #expect(text.contains("body_too_large"))
            #expect(isClosed)
            sending.cancel()
        }
    }

    @Test("a reply that comes before the body has been read ends the connection and can be read whole")
    func earlyReply() async throws {
        try await LiveServer.run(routes: Self.routes) { server in
            let client = try server.connect()
            try await client.send("POST /early HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n")
            let text = try await client.readReply()
            #expect(status(text) == 401)
            #expect(text.lowercased().contains("connection: close"))
            try await client.send([UInt8](repeating: 1, count: 200_000))
            #expect(try await client.readToEnd().isClosed)
        }
    }

    @Test(
        "a body that ends too early is 400", arguments: ["Content-Length: 10\r\n\r\nabc", "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n"])
    func truncated(body: String) async throws {
        try await LiveServer.run(routes: Self.routes) { server in
            let client = try server.connect()
            try await client.send("POST /bytes HTTP/1.1\r\nHost: a\r\n" + body)
            client.halfClose()
            let (text, isClosed) = try await client.readToEnd()
            #expect(status(text) == 400)
            #expect(isClosed)
        }
    }

    @Test("a client that stops reading is cut off; one that reads slowly is not")
    func stalledReader() async throws {
        let size = 64 << 20
        var options = ServerOptions()
        options.idleSeconds = 1.5
        try await LiveServer.run(options) {
            $0.get("large") { _, _ in Response(status: .ok, body: ResponseBody(byteBuffer: ByteBuffer(repeating: 65, count: size))) }
        } _: { server in
            let request = "GET /large HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
            let (stalled, slow) = (try server.connect(), try server.connect())
            try await stalled.send(request)
            try await slow.send(request)
            var count = 0
            for _ in 0..<50 {
                count += slow.take(upTo: 1 << 20)
                try await Task.sleep(for: .milliseconds(50))
            }
            count += try await slow.readToEnd().text.utf8.count
            #expect(count > size)
            #expect(try await stalled.readToEnd().text.utf8.count < size)
        }
    }

    @Test("a client that waits for leave to send its body gets it, unless the head is refused")
    func expectContinue() async throws {
        try await LiveServer.run(routes: Self.routes) { server in
            let client = try server.connect()
            try await client.send("POST /bytes HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n")
            let leave = try await client.readReply()
            #expect(status(leave) == 100)
            try await client.send("abc")
            let reply = try await client.readReply()
            #expect(status(reply) == 200)
            #expect(reply.hasSuffix("3"))
            let refused = try await server.reply(
                to: "POST /bytes HTTP/1.1\r\nHost: a\r\nContent-Length: 3000000\r\nExpect: 100-continue\r\n\r\n")
            #expect(status(refused) == 413)
        }
    }

    @Test(
        "a client that closed its sending side gets its reply",
        arguments: ["GET /slow HTTP/1.1\r\nHost: a\r\n\r\n", "POST /bytes HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc"])
    func halfClosed(request: String) async throws {
        try await LiveServer.run(routes: Self.routes) { server in
            let client = try server.connect()
            try await client.send(request)
            client.halfClose()
            let (text, isClosed) = try await client.readToEnd()
            #expect(status(text) == 200)
            #expect(isClosed)
        }
    }

    @Test("a broken chunk in a body is 400, and the connection ends")
    func brokenChunk() async throws {
        try await LiveServer.run(routes: Self.routes) { server in
            let client = try server.connect()
            try await client.send("POST /bytes HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nnonsense\r\n")
            let (text, isClosed) = try await client.readToEnd()
            #expect(status(text) == 400)
            #expect(isClosed)
        }
    }
}
