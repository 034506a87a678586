import SemblanceCore
import Synchronization

/// Gathers single requests into batches for an engine that takes many for little more than one.
///
/// A request that comes while the engine is idle begins at once, unless others are known to be on their way: those are waited for, though
/// not longer than the window. While the engine works, requests gather. The queue is bounded: past the bound they are refused at once.
public actor BatchQueue<Input: Sendable, Output: Sendable> {
    /// Carries a batch out, and answers each item in its place.
    public typealias Work = @Sendable ([Input]) async throws -> [Output]

    private struct Entry {
        let id: Int
        let input: Input
        let since: ContinuousClock.Instant
        let continuation: CheckedContinuation<Output, any Error>
    }

    private let limits: QueueLimits
    private let observer: QueueObserver
    private let work: Work
    private var waiting: [Entry] = []
    private var lastID = 0
    private var isWorking = false
    /// Who waits for company, so that he can be told when it is there.
    private var gathering: CheckedContinuation<Void, Never>?
    /// Who waits until there is nothing to do.
    private var idlers: [CheckedContinuation<Void, Never>] = []
    /// How many requests are on their way here.
    private nonisolated let expected = Atomic<Int>(0)

    /// - Parameters:
    ///   - limits: how many wait, how many go together
    ///   - observer: is told what happens
    ///   - work: carries a batch out
    public init(limits: QueueLimits = QueueLimits(), observer: QueueObserver = QueueObserver(), work: @escaping Work) {
        self.limits = limits
        self.observer = observer
        self.work = work
    }

    /// How many wait.
    public var depth: Int { waiting.count }

    /// Whether nothing waits and nothing is worked on.
    public var isIdle: Bool { !isWorking && waiting.isEmpty }

    /// Returns when nothing waits and nothing is worked on.
    public func idle() async {
        while !isIdle { await withCheckedContinuation { idlers.append($0) } }
    }

    /// Prepares an item, which the others know to be on its way, and waits for its answer.
    ///
    /// - Throws: what `prepare` throws, and what `submit` throws
    public nonisolated func submit(preparing prepare: @Sendable () async throws -> Input) async throws -> Output {
        expected.add(1, ordering: .relaxed)
        let prepared: Result<Input, any Error>
        do { prepared = .success(try await prepare()) } catch { prepared = .failure(error) }
        expected.subtract(1, ordering: .relaxed)
        switch prepared {
        case .success(let input): return try await submit(input)
        case .failure(let error):
            await expectedOneLess()
            throw error
        }
    }

    /// Waits for an item's answer.
    ///
    /// - Throws: `overloaded` where too many wait; `CancellationError` where the task is cancelled before its batch has begun; what
    ///   the work throws
    public func submit(_ input: Input) async throws -> Output {
        guard waiting.count < limits.maximumWaiting else { throw SemblanceError.overloaded }
        lastID += 1
        let id = lastID
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                guard !Task.isCancelled else { return continuation.resume(throwing: CancellationError()) }
                waiting.append(Entry(id: id, input: input, since: .now, continuation: continuation))
                observer.waiting(waiting.count)
                if !isWorking {
                    isWorking = true
                    Task { await run() }
                } else {
                    endGathering()
                }
            }
        } onCancel: {
            Task { await self.leave(id) }
        }
    }

    // MARK: Inside

    private func leave(_ id: Int) {
        guard let place = waiting.firstIndex(where: { $0.id == id }) else { return }
        waiting.remove(at: place).continuation.resume(throwing: CancellationError())
        observer.waiting(waiting.count)
    }

    private func run() async {
        while !waiting.isEmpty {
            await gather()
            let batch = Array(waiting.prefix(limits.maximumBatch))
            guard !batch.isEmpty else { break }
            waiting.removeFirst(batch.count)
            observer.waiting(waiting.count)
            let now = ContinuousClock.now
            for entry in batch { observer.waited(entry.since.duration(to: now)) }
            await carryOut(batch)
        }
        isWorking = false
        for idler in idlers { idler.resume() }
        idlers = []
    }

    /// Waits for those on their way, while there is room for them in the batch.
    private func gather() async {
        guard limits.window > .zero, isCompanyExpected else { return }
        let timer = Task { [window = limits.window] in
            try? await Task.sleep(for: window)
            self.endGathering(hurry: true)
        }
        await withCheckedContinuation { gathering = $0 }
        timer.cancel()
    }

    private var isCompanyExpected: Bool { waiting.count < limits.maximumBatch && expected.load(ordering: .relaxed) > 0 }

    private func expectedOneLess() { endGathering() }

    private func endGathering(hurry: Bool = false) {
        guard let waiter = gathering, hurry || !isCompanyExpected else { return }
        gathering = nil
        waiter.resume()
    }

    private func carryOut(_ batch: [Entry]) async {
        observer.began(batch.count)
        do {
            let outputs = try await work(batch.map(\.input))
            guard outputs.count == batch.count else {
                throw SemblanceError(.engine, "\(outputs.count) answers came for \(batch.count) requests")
            }
            for (entry, output) in zip(batch, outputs) { entry.continuation.resume(returning: output) }
        } catch  where batch.count > 1 {
            // What is wrong with one of them is not the others' fault.
            for entry in batch { await carryOut([entry]) }
        } catch {
            batch[0].continuation.resume(throwing: error)
        }
    }
}
