import SemblanceCore
import SemblanceImaging
import SemblanceStorage
import Synchronization

/// Takes units of indexing jobs and stores what becomes of their files, several at once: while one is read and decoded on the cores,
/// another is on the encoder's thread and a third is being stored, so the stages overlap and memory stays bounded.
final class IndexWorker: Sendable {
    private let database: Database
    private let processor: UnitProcessor
    private let unitsUnderWay: Int
    private let leaseSeconds: Double
    /// The last session, where its units could not be given back: an outage is no reason to suspect them.
    private let lostSession = Mutex<Int32?>(nil)

    init(database: Database, processor: UnitProcessor, unitsUnderWay: Int, leaseSeconds: Double) {
        self.database = database
        self.processor = processor
        self.unitsUnderWay = unitsUnderWay
        self.leaseSeconds = leaseSeconds
    }

    /// Registers a worker for as long as `body` runs, and gives signs of life meanwhile.
    ///
    /// Signs of life go on after a cancellation, because work that waits for a database which does not answer ends by them only: the
    /// connections are cut then.
    ///
    /// - Parameter onBeat: called after each sign of life that the database answered
    /// - Throws: what `body` throws; `unavailable` where the database does not answer any more
    func withSession<Value: Sendable>(
        onBeat: @escaping @Sendable () -> Void = {}, _ body: @escaping @Sendable (WorkerSession) async throws -> Value
    ) async throws -> Value {
        let session = try await WorkerSession.open(
            database.pool.connectionString, leaseSeconds: leaseSeconds, previous: lostSession.withLock { $0 })
        let work = Task { try await body(session) }
        let heartbeat = Task {
            while !Task.isCancelled {
                do { try await Task.sleep(for: .seconds(leaseSeconds / 3)) } catch { return }
                do { try await session.beat() } catch {
                    work.cancel()
                    await database.pool.interrupt()
                    throw error
                }
                onBeat()
            }
        }
        let result = await withTaskCancellationHandler {
            await work.result
        } onCancel: {
            work.cancel()
        }
        heartbeat.cancel()
        let beats = await heartbeat.result
        let isReleased = (try? await uncancelled { await session.close() }) ?? false
        lostSession.withLock { $0 = isReleased ? nil : session.id }
        // Work that was cut off says no more than that.
        if case .failure = result, !Task.isCancelled { try beats.get() }
        return try result.get()
    }

    /// Works until there is nothing to take.
    ///
    /// - Parameters:
    ///   - job: of this job only; nil for all
    ///   - onUnit: called with the job after each unit that is stored
    /// - Throws: what the first unit that failed threw
    func drain(_ session: WorkerSession, job: Int64?, onUnit: @escaping @Sendable (Job) -> Void) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<unitsUnderWay { group.addTask { try await self.lane(session, job, onUnit) } }
            try await group.waitForAll()
        }
    }

    /// One unit after the other.
    private func lane(_ session: WorkerSession, _ job: Int64?, _ onUnit: @Sendable (Job) -> Void) async throws {
        while let unit = try await database.units.claim(session, job: job) {
            if try await database.units.splitIfSuspicious(unit, session) { continue }
            // Nil: somebody else has the unit by now, or the job was cancelled.
            if let stored = try await take(unit, session) { onUnit(stored) }
        }
    }

    /// Reads a unit and stores it; once more where an image that it was known to hold was deleted meanwhile.
    private func take(_ unit: WorkUnit, _ session: WorkerSession, attempts: Int = 3) async throws -> Job? {
        let outcome = try await processor.process(unit)
        do {
            return try await processor.clock.time(.store) {
                try await database.units.complete(unit, session, images: outcome.images, failures: outcome.failures)
            }
        } catch let error as SemblanceError where error.code == .conflict && attempts > 1 {
            return try await take(unit, session, attempts: attempts - 1)
        }
    }
}
