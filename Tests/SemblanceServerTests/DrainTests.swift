import Hummingbird
import NIOCore
import SemblanceCore
import SemblanceTestSupport
import Synchronization
import Testing

@testable import SemblanceServer

@Suite("Drains and clients that leave", .serialized)
struct DrainTests {
    @Test("a request under way is answered after the server was told to stop; new connections are refused")
    func drain() async throws {
        let (begun, beginning) = AsyncStream.makeStream(of: Void.self)
        let (released, release) = AsyncStream.makeStream(of: Void.self)
        let reply = try await LiveServer.run {
            $0.get("slow") { _, _ in
                beginning.yield()
                _ = await released.first { true }
                return "slow"
            }
        } _: { server in
            let (client, idle) = (try server.connect(), try server.connect())
            try await client.send("GET /slow HTTP/1.1\r\nHost: a\r\n\r\n")
            _ = await begun.first { true }
            await server.shutDown()
            #expect(try await idle.readToEnd().isClosed)
            #expect(throws: SemblanceError.self) { try server.connect() }
            release.yield()
            return try await client.readToEnd()
        }
        #expect(reply.text.hasPrefix("HTTP/1.1 200"))
        #expect(reply.text.hasSuffix("slow"))
        #expect(reply.isClosed)
    }

    @Test("a reply that is being read when the server is told to stop is sent to its end")
    func drainLargeReply() async throws {
        let size = 32 << 20
        let count = try await LiveServer.run {
            $0.get("large") { _, _ in Response(status: .ok, body: ResponseBody(byteBuffer: ByteBuffer(repeating: 65, count: size))) }
        } _: { server in
            let client = try server.connect()
            try await client.send("GET /large HTTP/1.1\r\nHost: a\r\n\r\n")
            var count = 0
            while count == 0 { count += client.take(upTo: 100) }
            await server.shutDown()
            try await Task.sleep(for: .milliseconds(200))
            return try await count + client.readToEnd().text.utf8.count
        }
        #expect(count > size)
    }

    @Test("a request that does not end in the time for the drain is called off")
    func drainTimeout() async throws {
        let (begun, beginning) = AsyncStream.makeStream(of: Void.self)
        var options = ServerOptions()
        options.drainSeconds = 0.3
        let wasCancelled = Mutex(false)
        try? await LiveServer.run(options) {
            $0.get("endless") { _, _ -> String in
                beginning.yield()
                defer { wasCancelled.withLock { $0 = Task.isCancelled } }
                try await Task.sleep(for: .seconds(3600))
                return ""
            }
        } _: { server in
            let client = try server.connect()
            try await client.send("GET /endless HTTP/1.1\r\nHost: a\r\n\r\n")
            _ = await begun.first { true }
            await server.shutDown()
            _ = try await client.readToEnd()
        }
        #expect(wasCancelled.withLock { $0 })
    }

    private enum Leaving: CaseIterable {
        case reset, halfClose
    }

    @Test("work that waits leaves its queue when its client went away, at once or after some patience", arguments: Leaving.allCases)
    private func leaves(_ leaving: Leaving) async throws {
        let (begun, beginning) = AsyncStream.makeStream(of: Void.self)
        let (ended, ending) = AsyncStream.makeStream(of: Bool.self)
        var options = ServerOptions()
        options.hangUpSeconds = leaving == .halfClose ? 0.05 : 3600
        let hasLeft = try await LiveServer.run(options) {
            $0.post("queue") { request, context -> String in
                _ = try await request.bytes(context, limits: BodyLimits())
                return try await context.presence.whileHere {
                    beginning.yield()
                    defer { ending.yield(Task.isCancelled) }
                    try await Task.sleep(for: .seconds(3600))
                    return ""
                }
            }
        } _: { server in
            let client = try server.connect()
            try await client.send("POST /queue HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc")
            _ = await begun.first { true }
            switch leaving {
            case .reset: client.reset()
            case .halfClose: client.halfClose()
            }
            let hasLeft = await ended.first { _ in true }
            if leaving == .halfClose {
                let text = try await client.readReply()
                #expect(text.hasPrefix("HTTP/1.1 503"))
                #expect(text.contains("\"code\":\"cancelled\""))
            }
            return hasLeft
        }
        #expect(hasLeft == true)
    }

    @Test("a half-closed client whose work is done soon gets its reply, and a connection whose client stays is used again")
    func patience() async throws {
        var options = ServerOptions()
        options.hangUpSeconds = 60
        try await LiveServer.run(options) {
            $0.post("queue") { request, context -> String in
                let bytes = try await request.bytes(context, limits: BodyLimits())
                return try await context.presence.whileHere {
                    try await Task.sleep(for: .milliseconds(20))
                    return "\(bytes.count)"
                }
            }
        } _: { server in
            let request = "POST /queue HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc"
            let client = try server.connect()
            for _ in 0..<3 {
                try await client.send(request)
                #expect(try await client.readReply().hasPrefix("HTTP/1.1 200"))
            }
            try await client.send(request)
            client.halfClose()
            let (text, isClosed) = try await client.readToEnd()
            #expect(text.hasPrefix("HTTP/1.1 200"))
            #expect(text.hasSuffix("3"))
            #expect(isClosed)
        }
    }

    @Test("connections beyond the bound wait until one ends")
    func connections() async throws {
        var options = ServerOptions()
        options.connections = 1
        try await LiveServer.run(options) {
            $0.get("hello") { _, _ in "hello" }
        } _: { server in
            let request = "GET /hello HTTP/1.1\r\nHost: a\r\n\r\n"
            let first = try server.connect()
            try await first.send(request)
            #expect(try await first.readReply().hasPrefix("HTTP/1.1 200"))
            let second = try server.connect()
            try await second.send(request)
            #expect(try await second.readReply(within: 0.5).isEmpty)
            first.reset()
            #expect(try await second.readReply().hasPrefix("HTTP/1.1 200"))
        }
    }
}
