import Glibc
import Synchronization

/// Seconds by stage, added up over all threads: those that a unit spent there, and those of them in which a core worked for it.
final class StageClock: Sendable {
    /// The stages of indexing. `encode` and `store` wait for other threads and the database; the rest is done on the spot.
    enum Stage: String, CaseIterable {
        case read, hash, decode, thumbnail, encode, store
    }

    private struct Spent {
        var wall = 0.0
        var processor = 0.0
    }

    private let spent = Mutex<[Stage: Spent]>([:])
    private let start = (wall: StageClock.now(CLOCK_MONOTONIC), processor: StageClock.now(CLOCK_PROCESS_CPUTIME_ID))

    /// Runs synchronous work and counts its time, and this thread's processor time.
    func time<Result>(_ stage: Stage, _ body: () throws -> Result) rethrows -> Result {
        let before = (wall: Self.now(CLOCK_MONOTONIC), processor: Self.now(CLOCK_THREAD_CPUTIME_ID))
        defer {
            let processor = Self.now(CLOCK_THREAD_CPUTIME_ID) - before.processor
            add(stage, Spent(wall: Self.now(CLOCK_MONOTONIC) - before.wall, processor: processor))
        }
        return try body()
    }

    /// Runs work that waits for others and counts its time.
    func time<Result>(_ stage: Stage, _ body: () async throws -> Result) async rethrows -> Result {
        let before = Self.now(CLOCK_MONOTONIC)
        defer { add(stage, Spent(wall: Self.now(CLOCK_MONOTONIC) - before)) }
        return try await body()
    }

    /// CPU seconds an image, by stage; `encode` is what the process spent beyond the others, and includes handing rows to the database.
    func perImage(_ count: Int) -> [String: Double] {
        let measured = spent.withLock { $0 }
        let local: [Stage] = [.read, .hash, .decode, .thumbnail]
        let rest = Self.now(CLOCK_PROCESS_CPUTIME_ID) - start.processor - local.reduce(0) { $0 + (measured[$1]?.processor ?? 0) }
        let images = Double(max(count, 1))
        var stages = Dictionary(uniqueKeysWithValues: local.map { ($0.rawValue, (measured[$0]?.processor ?? 0) / images) })
        stages[Stage.encode.rawValue] = rest / images
        return stages
    }

    /// How many units were at each stage on average: where they pile up is what the others wait for.
    func busy() -> [String: Double] {
        let elapsed = max(Self.now(CLOCK_MONOTONIC) - start.wall, 1e-9)
        let measured = spent.withLock { $0 }
        return Dictionary(uniqueKeysWithValues: Stage.allCases.map { ($0.rawValue, (measured[$0]?.wall ?? 0) / elapsed) })
    }

    private func add(_ stage: Stage, _ time: Spent) {
        spent.withLock {
            $0[stage, default: Spent()].wall += time.wall
            $0[stage, default: Spent()].processor += time.processor
        }
    }

    private static func now(_ clock: clockid_t) -> Double {
        var time = timespec()
        clock_gettime(clock, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }
}
