import HTTPTypes
import Hummingbird
import NIOCore
import Synchronization
import Testing

@testable import SemblanceServer

@Suite("Bodies")
struct BodyTests {
    private var client: RouterClient {
        HTTPPipeline.testing().client { router in
            for (path, seconds) in [("bytes", 60), ("impatient", 0.2)] {
                let limits = BodyLimits(bytes: 1000, seconds: seconds)
                router.post("\(path)") { request, context in try await "\(request.bytes(context, limits: limits).count)" }
            }
        }
    }

    @Test("a body up to the limit is read, with and without its length", arguments: [0, 1, 999, 1000], [nil, 1, 64] as [Int?])
    func within(count: Int, chunk: Int?) async throws {
        let reply = try await client.send(.post, "/bytes", body: Array(repeating: 7, count: count), chunked: chunk)
        #expect((reply.status, reply.text) == (200, "\(count)"))
    }

    @Test("one byte more is refused, and the connection ends", arguments: [nil, 1, 64] as [Int?])
    func over(chunk: Int?) async throws {
        let reply = try await client.send(.post, "/bytes", body: Array(repeating: 7, count: 1001), chunked: chunk)
        #expect(reply.status == 413)
        #expect(reply.headers[.connection] == "close")
        let problem = try reply.problem()
        #expect((problem.code, problem.detail) == ("body_too_large", "The body may hold at most 1000 bytes."))
    }

    @Test("a length over the limit is refused before a byte is read")
    func announced() async throws {
        let isRead = Mutex(false)
        let body = AsyncStream<ByteBuffer> {
            isRead.withLock { $0 = true }
            return nil
        }
        let reply = try await client.send(.post, "/bytes", headers: [.contentLength: "1001"], stream: RequestBody(asyncSequence: body))
        #expect(reply.status == 413)
        #expect(!isRead.withLock { $0 })
    }

    @Test("no more of an endless body is read than the limit and the chunk that goes over it")
    func endless() async throws {
        let count = Mutex(0)
        let body = AsyncStream<ByteBuffer> {
            count.withLock { $0 += 1 }
            return ByteBuffer(repeating: 1, count: 100)
        }
        #expect(try await client.send(.post, "/bytes", stream: RequestBody(asyncSequence: body)).status == 413)
        #expect(count.withLock { $0 } == 11)
    }

    @Test("a body that does not end in time is 408, whether it stands still or drips", arguments: [false, true])
    func slow(drips: Bool) async throws {
        let body = AsyncStream<ByteBuffer> {
            try? await Task.sleep(for: drips ? .milliseconds(20) : .seconds(3600))
            return Task.isCancelled ? nil : ByteBuffer(bytes: [1])
        }
        let reply = try await client.send(.post, "/impatient", stream: RequestBody(asyncSequence: body))
        #expect(reply.status == 408)
        #expect(reply.headers[.connection] == "close")
        #expect(try reply.problem().code == "timeout")
    }

    @Test("uploads beyond the bound are told to come back, and make room again when they end")
    func gate() async throws {
        let gate = UploadGate(limit: 1)
        let problem = try await gate.pass {
            await #expect(throws: Problem.self) { try await gate.pass {} }
        }
        #expect(problem?.code == "overloaded")
        #expect(problem?.retryAfter == 1)
        #expect(gate.inFlight == 0)
        await #expect(throws: CancellationError.self) { try await gate.pass { throw CancellationError() } }
        #expect(try await gate.pass { gate.inFlight } == 1)
    }
}
