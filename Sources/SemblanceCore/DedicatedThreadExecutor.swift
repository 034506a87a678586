import Foundation

/// Runs the jobs of one actor on a thread of its own, in order.
///
/// For libraries that block (libpq) or that tie state to a thread (libtorch's gradient mode and OpenMP pools).
public final class DedicatedThreadExecutor: SerialExecutor, @unchecked Sendable {
    // Sendable by hand: `jobs` and `isClosed` are only touched under `condition`.
    private let condition = NSCondition()
    private var jobs: [UnownedJob] = []
    private var isClosed = false

    /// Starts the thread; it ends after `close()` or with the last reference.
    ///
    /// - Parameters:
    ///   - name: the thread's name in debuggers
    ///   - stackSize: in bytes
    public init(name: String, stackSize: Int = 8 << 20) {
        let thread = Thread { [weak self, condition] in
            while true {
                condition.lock()
                while let self, self.jobs.isEmpty, !self.isClosed { condition.wait(until: Date(timeIntervalSinceNow: 5)) }
                guard let self, !self.jobs.isEmpty else {
                    condition.unlock()
                    return
                }
                let batch = self.jobs
                self.jobs.removeAll(keepingCapacity: true)
                condition.unlock()
                for job in batch { job.runSynchronously(on: self.asUnownedSerialExecutor()) }
            }
        }
        thread.name = name
        thread.stackSize = stackSize
        thread.start()
    }

    /// Lets the thread end once the jobs that wait are done.
    public func close() {
        condition.lock()
        isClosed = true
        condition.signal()
        condition.unlock()
    }

    /// Appends a job; called by the runtime.
    public func enqueue(_ job: consuming ExecutorJob) {
        let unowned = UnownedJob(job)
        condition.lock()
        jobs.append(unowned)
        condition.signal()
        condition.unlock()
    }

    /// This executor, as actors hand it out.
    public func asUnownedSerialExecutor() -> UnownedSerialExecutor {
        UnownedSerialExecutor(ordinary: self)
    }
}
