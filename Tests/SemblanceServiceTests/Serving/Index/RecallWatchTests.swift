import SemblanceCore
import SemblanceIndex
import SemblanceTestSupport
import Synchronization
import Testing

@testable import SemblanceService

@Suite("The watch over an index's recall")
struct RecallWatchTests {
    /// Collects what is told.
    private final class Notes: Sendable {
        private let shares = Mutex<[Double]>([])
        private let changes = Mutex<[RecallChange]>([])

        var allShares: [Double] { shares.withLock { $0 } }
        var allChanges: [RecallChange] { changes.withLock { $0 } }

        @Sendable func add(_ share: Double) { shares.withLock { $0.append(share) } }
        @Sendable func add(_ change: RecallChange) { changes.withLock { $0.append(change) } }
    }

    /// An index that misses every second neighbour, of images on a line; with `sharp`, none.
    private final class Line: Sendable {
        private let index: any LatentIndex
        let notes = Notes()

        init() throws {
            let ids = (1...100).map(Int64.init)
            index = HalfBlindIndex(try ExactIndex(ids: ids, rows: ids.map(Float.init), dimension: 1, threads: 1))
        }

        func query(_ place: Int, exhaustive: Bool = false, k: Int = 11) -> IndexQuery {
            IndexQuery(
                index: index, generation: 0, isExhaustive: exhaustive, coordinates: [Float(place)], k: k, metric: .euclidean, scope: .all)
        }

        /// Searches, and tells the watch.
        func search(_ place: Int, _ watch: RecallWatch, exhaustive: Bool = false) async throws {
            let query = query(place, exhaustive: exhaustive)
            watch.note(query, hits: try await IndexQuery.answer([query])[0], shown: 10)
        }
    }

    @Test("repeats what was answered, and says which share of the true neighbours it had", arguments: [false, true])
    func measures(exhaustive: Bool) async throws {
        let line = try Line()
        let watch = RecallWatch(share: 1, record: RecallRecord(floor: 0), idle: {}, sampled: line.notes.add)
        for place in 1...20 { try await line.search(place, watch, exhaustive: exhaustive) }
        try await eventually { line.notes.allShares.count == 20 }
        #expect(line.notes.allShares.allSatisfy { $0 == 0.5 })
        #expect(watch.figures == RecallFigures(value: 0.5, worst: 0.5, samples: 20) && !watch.isFallenBack)
    }

    @Test("takes exactly its share of the searches", arguments: [(0.01, 5), (0.1, 50), (0.25, 125), (1, 500), (0, 0)])
    func shares(share: Double, expected: Int) async throws {
        let line = try Line()
        let watch = RecallWatch(share: share, record: RecallRecord(floor: 0), idle: {}, sampled: line.notes.add)
        for place in 0..<500 {
            try await line.search(place % 100, watch)
            let wanted = Int(Double(place + 1) * share)
            try await eventually { line.notes.allShares.count == wanted }
        }
        #expect(line.notes.allShares.count == expected)
    }

    @Test("keeps nobody waiting: what comes while others are busy waits in a line that is bounded")
    func bounded() async throws {
        let line = try Line()
        let gate = Gate()
        let watch = RecallWatch(share: 1, record: RecallRecord(floor: 0), idle: { await gate.pass() }, sampled: line.notes.add)
        try await line.search(1, watch)
        await gate.arrived()
        for place in 0..<200 { try await line.search(place % 100, watch) }
        #expect(line.notes.allShares.isEmpty && watch.figures == nil)
        await gate.open()
        // One was in hand, the line held its fill, and the rest was dropped.
        try await eventually { line.notes.allShares.count == RecallWatch.capacity + 1 }
        try await line.search(5, watch)
        try await eventually { line.notes.allShares.count == RecallWatch.capacity + 2 }
    }

    @Test("improves the index first, as long as that helps, and then gives it up")
    func improves() async throws {
        let line = try Line()
        let left = Mutex(2)
        let watch = RecallWatch(
            share: 1, record: RecallRecord(capacity: 100, minimum: 5, floor: 0.9), idle: {},
            improve: {
                left.withLock { left in
                    left -= 1; return left >= 0
                }
            }, changed: line.notes.add)
        let figures = RecallFigures(value: 0.5, worst: 0.5, samples: 5)
        for round in 1...3 {
            #expect(!watch.isFallenBack)
            for place in 1...5 { try await line.search(place, watch) }
            try await eventually { line.notes.allChanges.count == round }
        }
        #expect(line.notes.allChanges == [.improved(figures), .improved(figures), .fellBack(figures)] && watch.isFallenBack)
    }

    @Test("an improvement that fails is none")
    func failing() async throws {
        let line = try Line()
        let watch = RecallWatch(
            share: 1, record: RecallRecord(capacity: 100, minimum: 3, floor: 0.9), idle: {},
            improve: { throw SemblanceError(.unavailable, "the database is gone") }, changed: line.notes.add)
        for place in 1...3 { try await line.search(place, watch) }
        try await eventually { watch.isFallenBack }
    }

    @Test("goes on measuring while searches are exhaustive, and returns to an index that finds enough again")
    func returns() async throws {
        let line = try Line()
        let watch = RecallWatch(
            share: 1, record: RecallRecord(capacity: 6, minimum: 3, floor: 0.95), idle: {}, sampled: line.notes.add,
            changed: line.notes.add)
        for place in 1...3 { try await line.search(place, watch) }
        try await eventually { watch.isFallenBack }
        // The index still misses half of what exhaustive searches find.
        for place in 1...10 { try await line.search(place, watch, exhaustive: true) }
        try await eventually { line.notes.allShares.count == 13 }
        #expect(watch.isFallenBack && watch.figures?.value == 0.5)
        // The nearest alone it always finds.
        for place in 1...6 {
            let query = line.query(place, exhaustive: true, k: 1)
            watch.note(query, hits: try await IndexQuery.answer([query])[0], shown: 1)
        }
        try await eventually { !watch.isFallenBack }
        #expect(line.notes.allChanges.last == .returned(RecallFigures(value: 1, worst: 1, samples: 6)))
    }

    @Test("ends with whoever holds it")
    func ends() async throws {
        weak var seen: RecallWatch?
        do {
            let watch = RecallWatch(share: 1, record: RecallRecord(floor: 0), idle: {})
            seen = watch
            try await Line().search(1, watch)
            try await eventually { watch.figures != nil }
        }
        try await eventually { [seen] in seen == nil }
        #expect(seen == nil)
    }
}
