import SemblanceCore
import SemblanceImaging
import SemblanceStorage

/// Takes units of indexing jobs and stores what becomes of their files, several at once: while one is read and decoded on the cores,
/// another is on the encoder's thread and a third is being stored, so the stages overlap and memory stays bounded.
struct IndexWorker: Sendable {
    let database: Database
    let processor: UnitProcessor
    let unitsUnderWay: Int
    let leaseSeconds: Double

    /// Works until there is nothing to take.
    ///
    /// - Parameters:
    ///   - job: of this job only; nil for all
    ///   - onUnit: called with the job after each unit that is stored
    /// - Throws: what the first unit that failed threw; `unavailable` where the database does not answer any more
    func drain(job: Int64?, onUnit: @escaping @Sendable (Job) -> Void) async throws {
        let session = try await WorkerSession.open(database.pool.connectionString, leaseSeconds: leaseSeconds)
        do {
            try await withHeartbeat(session) {
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for _ in 0..<unitsUnderWay { group.addTask { try await lane(session, job, onUnit) } }
                    try await group.waitForAll()
                }
            }
            await session.close()
        } catch {
            _ = try? await uncancelled { await session.close() }
            throw error
        }
    }

    /// One unit after the other.
    private func lane(_ session: WorkerSession, _ job: Int64?, _ onUnit: @Sendable (Job) -> Void) async throws {
        while let unit = try await database.units.claim(session, job: job) {
            if try await database.units.splitIfSuspicious(unit, session) { continue }
            let outcome = try await processor.process(unit)
            let stored = try await processor.clock.time(.store) {
                try await database.units.complete(unit, session, images: outcome.images, failures: outcome.failures)
            }
            // Nil: somebody else has the unit by now, or the job was cancelled.
            if let stored { onUnit(stored) }
        }
    }

    /// Gives signs of life while `body` runs. A database that does not answer them is given up: its connections are cut, so that nothing
    /// waits for it for ever.
    private func withHeartbeat(_ session: WorkerSession, _ body: @escaping @Sendable () async throws -> Void) async throws {
        try await withThrowingTaskGroup(of: Bool.self) { group in
            group.addTask {
                try await body()
                return true
            }
            group.addTask {
                while true {
                    do { try await Task.sleep(for: .seconds(leaseSeconds / 3)) } catch { return false }
                    try await beat(session)
                }
            }
            defer { group.cancelAll() }
            while let isDone = try await group.next() { if isDone { return } }
        }
    }

    private func beat(_ session: WorkerSession) async throws {
        let watchdog = Task {
            try await Task.sleep(for: .seconds(leaseSeconds))
            session.interrupt()
            await database.pool.interrupt()
        }
        defer { watchdog.cancel() }
        try await session.beat()
    }
}
