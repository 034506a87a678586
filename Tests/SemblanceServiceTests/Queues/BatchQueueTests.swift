import SemblanceCore
import SemblanceTestSupport
import Synchronization
import Testing

@testable import SemblanceService

@Suite("A batch queue")
struct BatchQueueTests {
    /// Work that waits until it is let go, and notes the batches.
    private final class Engine: Sendable {
        private let batches = Mutex<[[Int]]>([])
        private let gate = Gate()

        var seen: [[Int]] { batches.withLock { $0 } }

        func work(_ inputs: [Int]) async throws -> [Int] {
            batches.withLock { $0.append(inputs) }
            await gate.pass()
            return inputs.map { $0 * 10 }
        }

        func open() async { await gate.open() }
    }

    @Test("answers everybody in his place")
    func answers() async throws {
        let queue = BatchQueue<Int, Int>(limits: QueueLimits(maximumBatch: 4, maximumWaiting: 200)) { inputs in inputs.map { $0 * 10 } }
        let answers = try await withThrowingTaskGroup(of: (Int, Int).self) { group in
            for number in 0..<100 { group.addTask { (number, try await queue.submit(number)) } }
            return try await group.reduce(into: [Int: Int]()) { $0[$1.0] = $1.1 }
        }
        #expect(answers == Dictionary(uniqueKeysWithValues: (0..<100).map { ($0, $0 * 10) }))
    }

    @Test("gathers what comes while the engine works, up to the largest batch")
    func gathers() async throws {
        let engine = Engine()
        let queue = BatchQueue<Int, Int>(limits: QueueLimits(maximumBatch: 3, maximumWaiting: 10, window: .zero)) {
            try await engine.work($0)
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { _ = try await queue.submit(0) }
            try await eventually { engine.seen.count == 1 }
            for number in 1...5 { group.addTask { _ = try await queue.submit(number) } }
            try await eventually { await queue.depth == 5 }
            await engine.open()
            try await group.waitForAll()
        }
        #expect(engine.seen.map(\.count) == [1, 3, 2])
    }

    @Test("says when there is nothing to do")
    func idle() async throws {
        let engine = Engine()
        let queue = BatchQueue<Int, Int>(limits: QueueLimits(window: .zero)) { try await engine.work($0) }
        await queue.idle()
        let answer = Task { try await queue.submit(1) }
        try await eventually { engine.seen.count == 1 }
        let returned = Mutex(false)
        let waiter = Task {
            await queue.idle()
            returned.withLock { $0 = true }
        }
        #expect(await !queue.isIdle)
        // Time enough to return too early.
        try await Task.sleep(for: .milliseconds(50))
        #expect(!returned.withLock { $0 })
        await engine.open()
        await waiter.value
        #expect(try await answer.value == 10)
        #expect(await queue.isIdle)
    }

    @Test("waits for those that are on their way, within its window")
    func expects() async throws {
        let engine = Engine()
        await engine.open()
        let queue = BatchQueue<Int, Int>(limits: QueueLimits(maximumBatch: 8, maximumWaiting: 10, window: .seconds(60))) {
            try await engine.work($0)
        }
        let decoded = Gate()
        async let slow = queue.submit(preparing: {
            await decoded.pass()
            return 2
        })
        async let fast = queue.submit(preparing: {
            await decoded.arrived()
            return 1
        })
        try await eventually { await queue.depth == 1 }
        #expect(engine.seen.isEmpty)
        await decoded.open()
        let answers = try await [fast, slow]
        #expect(answers == [10, 20])
        #expect(engine.seen.map { Set($0) } == [[1, 2]])
    }

    @Test("does not wait for one that failed on its way")
    func expectsNobody() async throws {
        let queue = BatchQueue<Int, Int>(limits: QueueLimits(window: .seconds(60))) { $0 }
        let decoded = Gate()
        let failing = Task {
            try await queue.submit(preparing: {
                await decoded.pass()
                throw SemblanceError(.undecodable, "no picture")
            })
        }
        let waiting = Task {
            try await queue.submit(preparing: {
                await decoded.arrived()
                return 7
            })
        }
        try await eventually { await queue.depth == 1 }
        await decoded.open()
        #expect(try await waiting.value == 7)
        await #expect(throws: SemblanceError.self) { try await failing.value }
    }

    @Test("refuses at once what is past its bound")
    func refuses() async throws {
        let engine = Engine()
        let queue = BatchQueue<Int, Int>(
            limits: QueueLimits(maximumBatch: 1, maximumWaiting: 2, window: .zero)
        ) { try await engine.work($0) }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { _ = try await queue.submit(0) }
            try await eventually { engine.seen.count == 1 }
            for number in 1...2 { group.addTask { _ = try await queue.submit(number) } }
            try await eventually { await queue.depth == 2 }
            await #expect { try await queue.submit(3) } throws: { ($0 as? SemblanceError)?.code == .overloaded }
            await engine.open()
            try await group.waitForAll()
        }
        #expect(engine.seen.joined().sorted() == [0, 1, 2])
    }

    @Test("lets go of a request that is cancelled while it waits, and finishes one that has begun")
    func cancels() async throws {
        let engine = Engine()
        let queue = BatchQueue<Int, Int>(limits: QueueLimits(maximumBatch: 1, maximumWaiting: 4, window: .zero)) {
            try await engine.work($0)
        }
        let begun = Task { try await queue.submit(1) }
        try await eventually { engine.seen.count == 1 }
        let waiting = Task { try await queue.submit(2) }
        try await eventually { await queue.depth == 1 }
        begun.cancel()
        waiting.cancel()
        await #expect(throws: CancellationError.self) { try await waiting.value }
        #expect(await queue.depth == 0)
        await engine.open()
        #expect(try await begun.value == 10)
        #expect(engine.seen == [[1]])
    }

    @Test("does not let one bad request spoil the others of its batch")
    func isolates() async throws {
        let gate = Gate()
        let queue = BatchQueue<Int, Int>(limits: QueueLimits(maximumBatch: 8, maximumWaiting: 8, window: .zero)) { inputs in
            await gate.pass()
            guard !inputs.contains(3) else { throw SemblanceError(.engine, "3 is bad") }
            return inputs
        }
        let first = Task { try await queue.submit(0) }
        await gate.arrived()
        let others = (1...4).map { number in Task { try await queue.submit(number) } }
        try await eventually { await queue.depth == 4 }
        await gate.open()
        _ = try await first.value
        for (number, task) in zip(1..., others) where number != 3 { #expect(try await task.value == number) }
        await #expect(throws: SemblanceError.self) { try await others[2].value }
    }
}
