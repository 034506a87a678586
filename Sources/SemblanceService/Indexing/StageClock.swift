import Glibc
import Synchronization

/// CPU seconds by stage, added up over all threads.
final class StageClock: Sendable {
    /// The stages of indexing that run on a thread of their own choosing; the rest of the process's time is encoding.
    enum Stage: String, CaseIterable {
        case read, hash, decode, thumbnail
    }

    private let seconds = Mutex<[Stage: Double]>([:])
    private let start = StageClock.now(CLOCK_PROCESS_CPUTIME_ID)

    /// Runs synchronous work and counts this thread's CPU time for it.
    func time<Result>(_ stage: Stage, _ body: () throws -> Result) rethrows -> Result {
        let before = Self.now(CLOCK_THREAD_CPUTIME_ID)
        defer {
            let spent = Self.now(CLOCK_THREAD_CPUTIME_ID) - before
            seconds.withLock { $0[stage, default: 0] += spent }
        }
        return try body()
    }

    /// CPU seconds an image, by stage; `encode` is what the process spent beyond the others, and includes handing rows to the database.
    func perImage(_ count: Int) -> [String: Double] {
        let measured = seconds.withLock { $0 }
        let rest = Self.now(CLOCK_PROCESS_CPUTIME_ID) - start - measured.values.reduce(0, +)
        var stages = Dictionary(uniqueKeysWithValues: measured.map { ($0.key.rawValue, $0.value / Double(max(count, 1))) })
        stages["encode"] = rest / Double(max(count, 1))
        return stages
    }

    private static func now(_ clock: clockid_t) -> Double {
        var time = timespec()
        clock_gettime(clock, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }
}
