import Foundation
import SemblanceTestSupport

/// Runs `semblance` as people do, in an environment of its own.
struct CommandRunner: Sendable {
    /// `SEMBLANCE_HOME`.
    var home: String
    /// `DATABASE_URL`; nil for the home's own cluster.
    var url: String?
    /// The current folder.
    var folder: String
    /// Further variables.
    var variables: [String: String] = [:]

    /// The binary lies beside the test bundle, which is this process.
    static let binary = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent().path + "/semblance"

    /// How long a command may take, where a busy machine gives it and this process a turn now and then.
    private static let patience = 600.0

    /// Runs a command.
    ///
    /// - Parameters:
    ///   - meanwhile: what to do while it runs
    func callAsFunction(
        _ arguments: String..., within seconds: Double = patience, meanwhile: @Sendable (CommandProcess) async throws -> Void = { _ in }
    ) async throws -> CommandOutcome {
        try await run(Self.binary, arguments, within: seconds, meanwhile: meanwhile)
    }

    /// Runs any program in the same environment.
    func run(
        _ path: String, _ arguments: [String], within seconds: Double = patience,
        meanwhile: @Sendable (CommandProcess) async throws -> Void = { _ in }
    ) async throws -> CommandOutcome {
        try await ProcessGate.shared.pass {
            let process = try CommandProcess(path, arguments, environment: environment, folder: folder)
            async let outcome = process.outcome(within: seconds)
            do {
                try await meanwhile(process)
            } catch {
                process.send(SIGKILL)
                _ = try? await outcome
                throw error
            }
            return try await outcome
        }
    }

    /// Nothing of the developer's own configuration gets in.
    private var environment: [String: String] {
        var environment = ProcessInfo.processInfo.environment.filter { name, _ in
            name != "DATABASE_URL" && !name.hasPrefix("PG") && (!name.hasPrefix("SEMBLANCE_") || name == "SEMBLANCE_POSTGRES")
        }
        environment["SEMBLANCE_HOME"] = home
        environment["SEMBLANCE_THREADS"] = "1"
        environment["DATABASE_URL"] = url
        return environment.merging(variables) { $1 }
    }
}

/// Lets a few processes run at one time: each loads libtorch.
actor ProcessGate {
    static let shared = ProcessGate(places: 3)

    private var places: Int
    private var waiting: [CheckedContinuation<Void, Never>] = []

    init(places: Int) { self.places = places }

    func pass<Result: Sendable>(_ body: @Sendable () async throws -> Result) async throws -> Result {
        if places > 0 { places -= 1 } else { await withCheckedContinuation { waiting.append($0) } }
        defer { if waiting.isEmpty { places += 1 } else { waiting.removeFirst().resume() } }
        return try await body()
    }
}
