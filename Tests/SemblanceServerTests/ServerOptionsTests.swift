import SemblanceCore
import Testing

@testable import SemblanceServer

@Suite("Server options")
struct ServerOptionsTests {
    private static let wrong: [@Sendable (inout ServerOptions) -> Void] = [
        { $0.host = "" }, { $0.port = -1 }, { $0.port = 65_536 }, { $0.body.bytes = 10 }, { $0.body.seconds = 0 }, { $0.body.parts = 1 },
        { $0.headerBytes = 1 }, { $0.headerCount = 1 }, { $0.idleSeconds = 0 }, { $0.connections = 0 },
        { $0.uploads = 0 }, { $0.batchWindowMilliseconds = -1 }, { $0.batchSize = 0 }, { $0.queueLength = 0 }, { $0.rate = -1 },
        { $0.rate = .infinity }, { $0.burst = 0 }, { $0.drainSeconds = -1 }, { $0.corsOrigins = ["*"] },
        { $0.corsOrigins = ["https://a.example/"] }, { $0.corsOrigins = ["a.example"] }, { $0.idleSeconds = .nan },
    ]

    @Test("the defaults are sound, and each wrong value is refused", arguments: wrong.indices)
    func validation(index: Int) throws {
        var options = ServerOptions()
        try options.validate()
        options.corsOrigins = ["https://a.example", "http://localhost:5173"]
        try options.validate()
        Self.wrong[index](&options)
        let error = #expect(throws: SemblanceError.self) { try options.validate() }
        #expect(error?.code == .invalidArgument)
    }

    @Test(
        "only this machine's own addresses are loopback",
        arguments: [
            ("127.0.0.1", true), ("127.8.9.1", true), ("localhost", true), ("LOCALHOST", true), ("::1", true), ("0.0.0.0", false),
            ("::", false), ("10.0.0.1", false), ("127.evil.example", false), ("localhost.example", false),
        ])
    func loopback(host: String, isLoopback: Bool) {
        var options = ServerOptions()
        options.host = host
        #expect(options.isLoopback == isLoopback)
    }
}
