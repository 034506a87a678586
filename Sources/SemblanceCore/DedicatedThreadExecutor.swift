import Foundation

/// Runs the jobs of one actor on a thread of its own, in order.
///
/// For libraries that block (libpq) or that tie state to a thread (libtorch's gradient mode and OpenMP pools). The thread ends
/// with the executor, once the jobs that wait are done.
public final class DedicatedThreadExecutor: SerialExecutor {
    private let queue = JobQueue()

    /// Starts the thread.
    ///
    /// - Parameters:
    ///   - name: the thread's name in debuggers
    ///   - stackSize: in bytes
    public init(name: String, stackSize: Int = 8 << 20) {
        let thread = Thread { [weak self, queue] in
            while let jobs = queue.next() {
                for job in jobs {
                    // An actor keeps its executor alive while one of its jobs waits or runs.
                    guard let self else { return }
                    job.runSynchronously(on: self.asUnownedSerialExecutor())
                }
            }
        }
        thread.name = name
        thread.stackSize = stackSize
        thread.start()
    }

    deinit { queue.close() }

    /// Appends a job; called by the runtime.
    public func enqueue(_ job: consuming ExecutorJob) {
        queue.append(UnownedJob(job))
    }

    /// This executor, as actors hand it out.
    public func asUnownedSerialExecutor() -> UnownedSerialExecutor {
        UnownedSerialExecutor(ordinary: self)
    }
}

/// Jobs that wait for the thread.
private final class JobQueue: @unchecked Sendable {
    // Sendable by hand: both variables are only touched under `condition`.
    private let condition = NSCondition()
    private var jobs: [UnownedJob] = []
    private var isClosed = false

    func append(_ job: UnownedJob) {
        condition.withLock { jobs.append(job) }
        condition.signal()
    }

    func close() {
        condition.withLock { isClosed = true }
        condition.signal()
    }

    /// Waits for jobs and takes all of them; nil when closed and empty.
    func next() -> [UnownedJob]? {
        condition.withLock {
            while jobs.isEmpty, !isClosed { condition.wait() }
            defer { jobs = [] }
            return jobs.isEmpty ? nil : jobs
        }
    }
}
