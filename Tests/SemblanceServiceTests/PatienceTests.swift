import SemblanceCore
import SemblanceStorage
import Synchronization
import SemblanceTestSupport
import Testing

@testable import SemblanceService

@Suite("Patience with a database") struct PatienceTests {
    /// Fails some times as a database does that does not answer; `onFailure` is called before each.
    private func attempts(_ failures: Int, seconds: Double, onFailure: (@Sendable (Patience) -> Void)? = nil) async throws -> Int {
        let patience = Patience(Database(pool: PostgresPool("host=/nowhere dbname=none")), seconds: seconds)
        let count = Mutex(0)
        return try await patience {
            let attempt = count.withLock {
                $0 += 1
                return $0
            }
            guard attempt <= failures else { return attempt }
            onFailure?(patience)
            throw SemblanceError(.unavailable, "the database does not answer")
        }
    }

    @Test("ends where one outage lasts too long")
    func outage() async throws {
        #expect(try await attempts(2, seconds: 3600) == 3)
        let error = await failure { _ = try await attempts(5, seconds: 0.6) }
        #expect(error?.code == .unavailable)
    }

    @Test("begins anew with each outage, however many there are")
    func outages() async throws {
        #expect(try await attempts(5, seconds: 0.6) { $0.renew() } == 6)
    }
}
