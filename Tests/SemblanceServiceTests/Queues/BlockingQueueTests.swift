import SemblanceCore
import SemblanceTestSupport
import Synchronization
import Testing

@testable import SemblanceService

@Suite("A queue for work that blocks")
struct BlockingQueueTests {
    /// What tasks and blocked threads tell each other.
    private final class Shared: Sendable {
        let running = Mutex((now: 0, most: 0))
        let isBlocking = Atomic(false)
        let mayGo = Atomic(false)
    }

    private let shared = Shared()

    @Test("runs no more at a time than it is wide")
    func width() async throws {
        let queue = BlockingQueue(width: 2, maximumWaiting: 100)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<40 {
                group.addTask { [shared] in
                    try await queue.run {
                        shared.running.withLock { $0 = ($0.now + 1, max($0.most, $0.now + 1)) }
                        for _ in 0..<1000 { shared.running.withLock { _ in } }
                        shared.running.withLock { $0.now -= 1 }
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(shared.running.withLock { (1...2).contains($0.most) && $0.now == 0 })
    }

    @Test("refuses past its bound, and lets go of who is cancelled while he waits")
    func bounds() async throws {
        let queue = BlockingQueue(width: 1, maximumWaiting: 1)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { [shared] in
                try await queue.run {
                    shared.isBlocking.store(true, ordering: .relaxed)
                    while !shared.mayGo.load(ordering: .relaxed) {}
                }
            }
            try await eventually { [shared] in shared.isBlocking.load(ordering: .relaxed) }
            let waiting = Task { try await queue.run { 1 } }
            try await eventually { await queue.depth == 1 }
            await #expect { try await queue.run { 2 } } throws: { ($0 as? SemblanceError)?.code == .overloaded }
            waiting.cancel()
            await #expect(throws: CancellationError.self) { try await waiting.value }
            shared.mayGo.store(true, ordering: .relaxed)
            try await group.waitForAll()
        }
        #expect(try await queue.run { 3 } == 3)
    }
}
