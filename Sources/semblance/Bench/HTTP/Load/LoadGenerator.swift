import Foundation
import NIOCore
import NIOPosix
import SemblanceCore

/// Asks a server from one thread, as fast or as steadily as is wanted, with as little of the machine as possible.
struct LoadGenerator: Sendable {
    let address: ServerAddress
    private let loop: any EventLoop

    /// Lets `body` generate load; its thread ends afterwards.
    static func with<Result>(_ body: (any EventLoop) async throws -> Result) async throws -> Result {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        do {
            let result = try await body(group.next())
            try await group.shutdownGracefully()
            return result
        } catch {
            try? await group.shutdownGracefully()
            throw error
        }
    }

    init(_ address: ServerAddress, on loop: any EventLoop) {
        self.address = address
        self.loop = loop
    }

    /// Sends requests in turn by a pattern, and waits for the answers.
    ///
    /// - Throws: `unavailable` where none was answered with 200.
    func run(_ pattern: LoadPattern, seconds: Double, requests: [LoadRequest]) async throws -> LoadOutcome {
        let before = Self.cpuSeconds
        var outcome = try await loop.flatSubmit { [address, loop] in
            LoadRun(pattern, on: address, requests: requests, duration: .nanoseconds(Int64(seconds * 1e9)), loop: loop).begin()
        }.get()
        outcome.cpuSeconds = Self.cpuSeconds - before
        guard outcome.latencies.count > 0 else {
            throw SemblanceError(
                .unavailable, "none of \(outcome.errors) requests to \(address)\(requests[0].path) was answered with 200",
                advice: "see what the server says about it")
        }
        return outcome
    }

    /// Sends one request, and returns the whole answer.
    ///
    /// - Throws: `unavailable` where there is none within 30 s.
    func reply(to request: LoadRequest) async throws -> LoadReply {
        do {
            return try await loop.flatSubmit { [address, loop] in
                let reply = loop.makePromise(of: LoadReply.self)
                address.connect(on: loop) { HTTPExchange(request, reply) }.whenFailure { reply.fail($0) }
                loop.scheduleTask(in: .seconds(30)) { reply.fail(ChannelError.connectTimeout(.seconds(30))) }
                return reply.futureResult
            }.get()
        } catch {
            throw SemblanceError(.unavailable, "\(address) does not answer", advice: "see whether a server runs there", detail: "\(error)")
        }
    }

    /// What this process has used of the machine.
    private static var cpuSeconds: Double {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        return [usage.ru_utime, usage.ru_stime].reduce(0) { $0 + Double($1.tv_sec) + Double($1.tv_usec) / 1e6 }
    }
}
