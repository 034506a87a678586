import SemblanceCore
import SemblanceStorage
import Synchronization

/// Looks at a database whenever it says that something changed, and now and then unasked, which is how a standby is followed; through
/// lost connections and restarts of the server.
public final class DatabaseFollower: Sendable {
    private let database: Database
    private let look: @Sendable () async throws -> Void
    private let interval: Duration
    private let failure = Mutex<SemblanceError?>(nil)

    /// - Parameters:
    ///   - interval: how long to go without a look when nothing is said
    ///   - look: takes over what changed
    public init(_ database: Database, every interval: Duration = .seconds(5), look: @escaping @Sendable () async throws -> Void) {
        self.database = database
        self.interval = interval
        self.look = look
    }

    /// Why the database is not followed at the moment; nil where it is.
    public var lastFailure: SemblanceError? { failure.withLock { $0 } }

    /// Follows until the task is cancelled.
    public func run() async {
        let pauses = Pauses()
        while !Task.isCancelled {
            do {
                try await follow(pauses)
            } catch let error as SemblanceError {
                failure.withLock { $0 = error }
            } catch {
                failure.withLock { $0 = SemblanceError(.unavailable, "the database is not followed", detail: "\(error)") }
            }
            try? await Task.sleep(for: pauses.next())
            // An embedded server that crashed is started again.
            try? await database.revive()
        }
    }

    /// Follows over one connection, until it breaks or a look fails.
    private func follow(_ pauses: Pauses) async throws {
        let (moments, source) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { [database] in
                for try await _ in ChangeListener.events(database.pool.connectionString) { source.yield() }
                throw SemblanceError(.unavailable, "the database ended the notifications")
            }
            group.addTask { [interval] in
                while true {
                    try await Task.sleep(for: interval)
                    source.yield()
                }
            }
            group.addTask { [self] in
                for await _ in moments {
                    try await look()
                    failure.withLock { $0 = nil }
                    pauses.reset()
                }
            }
            defer { group.cancelAll() }
            try await group.next()
        }
    }
}

/// How long to wait between attempts: longer each time, up to two seconds.
private final class Pauses: Sendable {
    private static let first = Duration.milliseconds(100)
    private let pause = Mutex(first)

    func next() -> Duration {
        pause.withLock { pause in
            defer { pause = min(pause * 2, .seconds(2)) }
            return pause
        }
    }

    func reset() { pause.withLock { $0 = Self.first } }
}
