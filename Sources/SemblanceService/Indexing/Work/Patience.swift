import SemblanceCore
import SemblanceStorage
import Synchronization

/// Waits for a database that does not answer, and starts an embedded one again.
final class Patience: Sendable {
    private let database: Database
    private let seconds: Double
    private let deadline = Mutex<ContinuousClock.Instant?>(nil)

    private static let pauses = (first: Duration.milliseconds(250), longest: Duration.seconds(5))

    /// - Parameter seconds: how long a database that does not answer is waited for
    init(_ database: Database, seconds: Double) {
        self.database = database
        self.seconds = seconds
    }

    /// Says that the database answers: what goes wrong from here on is another outage.
    func renew() { deadline.withLock { $0 = nil } }

    /// Runs `body` again while the database does not answer, for as long as patience lasts.
    ///
    /// - Throws: what `body` throws; `unavailable` where the database stays away, `diskFull` where it cannot be started for want of space
    func callAsFunction<Value: Sendable>(_ body: @Sendable () async throws -> Value) async throws -> Value {
        var pause = Self.pauses.first
        while true {
            do {
                return try await body()
            } catch let error as SemblanceError where error.code == .unavailable {
                try Task.checkCancellation()
                let now = ContinuousClock.now
                let (deadline, isNew) = deadline.withLock { deadline in
                    let isNew = deadline == nil
                    let end = deadline ?? now + .seconds(seconds)
                    deadline = end
                    return (end, isNew)
                }
                if isNew { pause = Self.pauses.first }
                guard now + pause < deadline else { throw error }
            }
            try await Task.sleep(for: pause)
            pause = min(pause * 2, Self.pauses.longest)
            do {
                try await database.revive()
            } catch let error as SemblanceError where error.code == .diskFull {
                // Waiting makes no room.
                throw error
            } catch {}
        }
    }
}
