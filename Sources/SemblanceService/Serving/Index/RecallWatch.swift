import SemblanceCore
import Synchronization

/// Measures in production how many of the true neighbours an index finds that is not exact.
///
/// A sample of searches is kept in a bounded line and repeated one at a time while nothing else is searched: those that the index answered
/// on its exhaustive search, and while that one answers, on the index. Each is repeated on the very state of the index that answered it,
/// as far as that is a snapshot. Below the floor the index is improved where it can be, and given up for its exhaustive search where it
/// cannot, until its recall is above the floor over a whole window.
final class RecallWatch: Sendable {
    /// Makes an index more thorough.
    ///
    /// - Returns: whether there was anything left to improve
    typealias Improvement = @Sendable () async throws -> Bool

    private struct Sample: Sendable {
        let query: IndexQuery
        /// How many of the hits somebody saw.
        let shown: Int
        let hits: [IndexHit]
    }

    /// How many searches may wait to be repeated.
    static let capacity = 32

    private let share: Double
    private let idle: @Sendable () async -> Void
    private let improve: Improvement
    private let sampled: @Sendable (Double) -> Void
    private let changed: @Sendable (RecallChange) -> Void
    private let record: Mutex<RecallRecord>
    private let seen = Atomic<Int>(0)
    private let source: AsyncStream<Sample>.Continuation

    /// - Parameters:
    ///   - share: which share of the searches is repeated, 0 … 1
    ///   - record: an empty window
    ///   - idle: returns when nothing is searched
    ///   - improve: makes the index more thorough
    ///   - sampled: is told the share of the true neighbours that each repeated search had found
    ///   - changed: is told what follows
    init(
        share: Double, record: RecallRecord, idle: @escaping @Sendable () async -> Void,
        improve: @escaping Improvement = { false }, sampled: @escaping @Sendable (Double) -> Void = { _ in },
        changed: @escaping @Sendable (RecallChange) -> Void = { _ in }
    ) {
        self.share = share
        self.record = Mutex(record)
        self.idle = idle
        self.improve = improve
        self.sampled = sampled
        self.changed = changed
        let (samples, source) = AsyncStream.makeStream(of: Sample.self, bufferingPolicy: .bufferingOldest(Self.capacity))
        self.source = source
        Task(priority: .background) { [weak self] in
            for await sample in samples {
                guard let self else { return }
                await self.look(at: sample)
            }
        }
    }

    deinit { source.finish() }

    /// Whether searches are to be exhaustive.
    var isFallenBack: Bool { record.withLock { $0.isFallenBack } }
    /// What was measured lately; nil before the first search was repeated.
    var figures: RecallFigures? { record.withLock { $0.figures } }

    /// Tells of a search that was answered. Takes no time: the search is repeated later, or never where too many wait.
    ///
    /// - Parameters:
    ///   - hits: its answer
    ///   - shown: how many of them somebody sees
    func note(_ query: IndexQuery, hits: [IndexHit], shown: Int) {
        guard !query.index.isExact else { return }
        let number = Double(seen.wrappingAdd(1, ordering: .relaxed).newValue)
        // Evenly spread, so that exactly this share is taken.
        guard (number * share).rounded(.down) > ((number - 1) * share).rounded(.down) else { return }
        source.yield(Sample(query: query, shown: shown, hits: hits))
    }

    // MARK: Inside

    private func look(at sample: Sample) async {
        await idle()
        // What cannot be repeated, say because the database is gone, says nothing.
        guard let repeated = try? await IndexQuery.answer([sample.query.repeated])[0] else { return }
        let (truth, found) = sample.query.isExhaustive ? (sample.hits, repeated) : (repeated, sample.hits)
        let wanted = Set(truth.prefix(sample.shown).map(\.id))
        guard !wanted.isEmpty else { return }
        let share = Double(wanted.intersection(found.prefix(sample.shown).map(\.id)).count) / Double(wanted.count)
        sampled(share)
        let (verdict, figures) = record.withLock { ($0.add(share), $0.figures) }
        guard let verdict, let figures else { return }
        switch verdict {
        case .recovered: changed(.returned(figures))
        case .low: await replace(after: figures)
        }
    }

    private func replace(after figures: RecallFigures) async {
        if (try? await improve()) == true {
            record.withLock { $0.forget() }
            changed(.improved(figures))
        } else {
            record.withLock { $0.fallBack() }
            changed(.fellBack(figures))
        }
    }
}
