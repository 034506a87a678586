import CTorch
import Glibc
import SemblanceCore
import Synchronization

/// Threads beside the tensor thread for passes that change nothing: each computes on its own core, with operations of one thread.
///
/// Operations that are spread over threads have these wait for each other dozens of times a pass, and spin while they wait; so many
/// batches are encoded faster one a core than one after the other on all cores, and leave the cores to other work in between.
public final class InferenceLanes: Sendable {
    private let lanes: [InferenceLane]
    /// How many passes each lane has before it.
    private let pending: Mutex<[Int]>

    /// Set on the threads of lanes.
    private static let mark: pthread_key_t = {
        var key = pthread_key_t()
        pthread_key_create(&key, nil)
        return key
    }()

    /// Whether the calling thread is a lane's.
    static var isCurrentThread: Bool { pthread_getspecific(mark) != nil }

    /// Makes the calling thread a lane's: operations use no other, and the tensor actor's code may run on it. The number of threads
    /// belongs to the thread that sets it, so that the tensor thread keeps its own.
    fileprivate static func enter() {
        guard !isCurrentThread else { return }
        ct_set_threads(1)
        pthread_setspecific(mark, UnsafeRawPointer(bitPattern: 1))
    }

    /// - Parameter count: how many threads, at least 1
    public init(count: Int) {
        lanes = (0..<max(1, count)).map { _ in InferenceLane() }
        pending = Mutex([Int](repeating: 0, count: max(1, count)))
    }

    /// Runs `body` on the lane with the least before it.
    ///
    /// - Parameter body: a pass in evaluation mode over networks that nobody changes meanwhile, or the making of networks that nobody else
    ///   knows yet. It is written for the tensor thread, whose tensors it may read; what leaves it are plain values, or those networks
    /// - Throws: what `body` throws
    public func run<Value: Sendable>(_ body: @escaping @TensorActor @Sendable () throws -> Value) async throws -> Value {
        let index = pending.withLock { pending in
            let index = pending.indices.min { pending[$0] < pending[$1] } ?? 0
            pending[index] += 1
            return index
        }
        defer { pending.withLock { $0[index] -= 1 } }
        return try await lanes[index].run(body)
    }
}

/// One thread of `InferenceLanes`.
private actor InferenceLane {
    private let executor = DedicatedThreadExecutor(name: "inference", stackSize: 16 << 20)

    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    func run<Value: Sendable>(_ body: @TensorActor @Sendable () throws -> Value) throws -> Value {
        InferenceLanes.enter()
        // Isolation would send it to the tensor thread. `InferenceLanes.run` says what `body` must be for this to be sound.
        return try withoutActuallyEscaping(body) { body in try unsafeBitCast(body, to: (() throws -> Value).self)() }
    }
}
