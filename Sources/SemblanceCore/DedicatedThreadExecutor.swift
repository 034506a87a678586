import Foundation

/// A serial executor that is one thread of its own: what blocks there (libpq, a file lock, a child process) blocks nobody else, and
/// what a library ties to a thread (libtorch's gradient mode and OpenMP pool) stays together.
///
/// The thread starts with the executor and ends once the executor is released; jobs that wait then still run first.
public final class DedicatedThreadExecutor: SerialExecutor {
    private let queue = JobQueue()
    private let isAlsoIsolated: @Sendable () -> Bool

    /// - Parameters:
    ///   - name: what debuggers and `top -H` show, at most 15 bytes
    ///   - stackSize: in bytes
    ///   - isAlsoIsolated: whether the calling thread may run code of the executor's actor beside it: one that changes nothing
    public init(name: String, stackSize: Int = 1 << 20, isAlsoIsolated: @escaping @Sendable () -> Bool = { false }) {
        self.isAlsoIsolated = isAlsoIsolated
        let queue = queue
        let thread = Thread {
            Thread.current.name = name
            queue.run()
        }
        thread.stackSize = stackSize
        thread.start()
    }

    deinit { queue.finish() }

    /// Appends a job; the runtime calls this.
    public func enqueue(_ job: consuming ExecutorJob) {
        // The queue holds the executor while one of its jobs waits or runs, because a job refers to it without owning it.
        queue.append(UnownedJob(job), of: self)
    }

    /// The runtime calls this where code of the actor runs on another thread.
    public func checkIsolated() {
        precondition(isAlsoIsolated(), "code of an actor runs on a thread that is not its own")
    }

    /// The executor as an actor hands it out.
    public func asUnownedSerialExecutor() -> UnownedSerialExecutor {
        UnownedSerialExecutor(ordinary: self)
    }
}

/// The jobs of one executor, and the loop of its thread.
///
/// `@unchecked Sendable`: every stored property is read and written with `condition` locked.
private final class JobQueue: @unchecked Sendable {
    private let condition = NSCondition()
    private var waiting: [(job: UnownedJob, executor: DedicatedThreadExecutor)] = []
    private var isFinished = false

    func append(_ job: UnownedJob, of executor: DedicatedThreadExecutor) {
        condition.lock()
        waiting.append((job, executor))
        condition.signal()
        condition.unlock()
    }

    func finish() {
        condition.lock()
        isFinished = true
        condition.signal()
        condition.unlock()
    }

    func run() {
        while true {
            let batch = nextBatch()
            if batch.isEmpty { return }
            for (job, executor) in batch { job.runSynchronously(on: executor.asUnownedSerialExecutor()) }
        }
    }

    /// Waits for jobs; empty once the executor is gone.
    private func nextBatch() -> [(job: UnownedJob, executor: DedicatedThreadExecutor)] {
        condition.lock()
        defer { condition.unlock() }
        while waiting.isEmpty {
            if isFinished { return [] }
            condition.wait()
        }
        let batch = waiting
        waiting = []
        return batch
    }
}
