import NIOCore
import NIOHTTP1
import SemblanceCore
import Testing

@testable import semblance

@Suite("The load generator")
struct LoadGeneratorTests {
    private func load(
        _ pattern: LoadPattern, seconds: Double, answer: @escaping @Sendable (Int) -> StubServer.Answer
    ) async throws -> (outcome: LoadOutcome, record: StubServer.Record) {
        try await StubServer.with(answer) { server, address in
            try await LoadGenerator.with { loop in
                let requests = [
                    LoadRequest(post: Array("one".utf8), as: "text/plain", to: "/a", at: address), LoadRequest(get: "/b", at: address),
                ]
                let outcome = try await LoadGenerator(address, on: loop).run(pattern, seconds: seconds, requests: requests)
                return (outcome, server.record)
            }
        }
    }

    @Test("A steady run sends each request that is due, in turn, whatever the answers")
    func steady() async throws {
        let (outcome, record) = try await load(.steady(rate: 200), seconds: 0.5) { _ in .status(.ok) }
        #expect(outcome.latencies.count == 100 && outcome.answered == 100 && outcome.errors == 0)
        #expect(record.requests == 100)
        #expect(record.seen.filter { $0 == "POST /a text/plain one" }.count == 50 && record.seen.filter { $0 == "GET /b - " }.count == 50)
        #expect(outcome.seconds >= 0.5 && outcome.requestsPerSecond <= 200)
        #expect(outcome.cpuSeconds > 0)
    }

    @Test("A server that stalls is charged for every request that was due meanwhile, sent or not")
    func stall() async throws {
        // More are due than there are connections: the last ones are sent only after the stall.
        let (outcome, record) = try await load(.steady(rate: 1000), seconds: 0.4) { _ in .stalled(until: .milliseconds(400)) }
        #expect(outcome.latencies.count == 400 && outcome.errors == 0)
        #expect(record.mostPending <= LoadPattern.steady(rate: 1000).connections)
        // The request of number n was due n ms after the first, and answered 400 ms after it at the earliest.
        let times = outcome.latencies.milliseconds(at: 0.25, 0.5, 1).map { $0 ?? 0 }
        #expect(times[0] > 80 && times[1] > 180 && times[2] > 380, "\(times)")
    }

    @Test("Clients that saturate a server keep one request each under way")
    func saturating() async throws {
        let (outcome, record) = try await load(.saturating(clients: 5), seconds: 0.4) { _ in .delayed(by: .milliseconds(10)) }
        #expect(record.mostPending == 5 && record.connections == 5)
        #expect(outcome.errors == 0 && outcome.answered > 5 && outcome.answered <= 5 * 40)
        #expect(outcome.latencies.count == record.requests && outcome.latencies.count - outcome.answered <= 5)
        #expect(outcome.seconds == 0.4)
    }

    @Test("Answers other than 200 are errors and have no latency")
    func refusals() async throws {
        let (outcome, record) = try await load(.steady(rate: 300), seconds: 0.3) {
            $0 % 3 == 2 ? .status(.serviceUnavailable) : .status(.ok)
        }
        #expect(record.requests == 90)
        #expect(outcome.errors == 30 && outcome.latencies.count == 60 && outcome.answered == 60)
    }

    @Test(
        "A connection that is closed instead of an answer is an error, and another one takes its place",
        arguments: [
            LoadPattern.steady(rate: 200), .saturating(clients: 3),
        ])
    func hangUps(pattern: LoadPattern) async throws {
        let (outcome, record) = try await load(pattern, seconds: 0.5) { $0 % 5 == 4 ? .hangUp : .status(.ok) }
        #expect(outcome.errors == record.requests / 5)
        #expect(outcome.latencies.count == record.requests - outcome.errors)
        #expect(record.connections > 3)
        if case .steady = pattern { #expect(record.requests == 100) }
    }

    @Test("A connection that the server announces to close is not used again")
    func closing() async throws {
        let (outcome, record) = try await load(.steady(rate: 100), seconds: 0.3) { _ in .status(.ok, keepAlive: false) }
        #expect(outcome.errors == 0 && outcome.latencies.count == 30 && record.requests == 30)
        #expect(record.connections >= 30)
    }

    @Test(
        "A server that is not there, or refuses everything, is no measurement",
        arguments: [
            LoadPattern.steady(rate: 50), .saturating(clients: 2),
        ])
    func nobody(pattern: LoadPattern) async throws {
        try await LoadGenerator.with { loop in
            let address = try await ServerAddress.free(on: loop)
            let generator = LoadGenerator(address, on: loop)
            let request = LoadRequest(get: "/", at: address)
            let error = await #expect(throws: SemblanceError.self) { try await generator.run(pattern, seconds: 0.2, requests: [request]) }
            #expect(error?.code == .unavailable && error?.message.contains(address.description) == true)
            await #expect(throws: SemblanceError.self) { try await generator.reply(to: request) }
        }
        await #expect(throws: SemblanceError.self) { try await load(pattern, seconds: 0.2) { _ in .status(.notFound) } }
    }

    @Test("A single request gets the whole answer")
    func exchange() async throws {
        try await StubServer.with {
            $0 == 0 ? .status(.imATeapot) : .hangUp
        } _: { _, address in
            try await LoadGenerator.with { loop in
                let generator = LoadGenerator(address, on: loop)
                let reply = try await generator.reply(to: LoadRequest(get: "/", at: address))
                #expect(reply == LoadReply(status: 418, body: Array("{}".utf8)))
                await #expect(throws: SemblanceError.self) { try await generator.reply(to: LoadRequest(get: "/", at: address)) }
            }
        }
    }
}
