import SemblanceCore
import SemblanceTestSupport
import Testing

@testable import SemblanceIndex

@Suite("Layered index")
struct LayeredIndexTests {
    typealias Corpus = LatentIndexConformance.Corpus

    /// The corpus by way of changes: half of it from the start, with a quarter to be replaced and strangers to be taken out.
    private static func changed(_ corpus: Corpus) throws -> LayeredIndex {
        let (count, dimension) = (corpus.ids.count, corpus.dimension)
        let (half, quarter) = (count / 2, count / 4)
        let strangers = (0..<count / 3).map { Int64(-1000 - $0) }
        let wrong = [Float](repeating: 0.25, count: dimension)
        let first = corpus.rows.prefix(half).enumerated().flatMap { $0.offset < quarter ? wrong : $0.element }
        let base = try ExactIndex(
            ids: Array(corpus.ids.prefix(half)) + strangers, rows: first + strangers.flatMap { _ in wrong }, dimension: dimension)
        let rest = corpus.ids.indices.dropFirst(half).map { (id: corpus.ids[$0], vector: corpus.rows[$0]) }
        let replaced = (0..<quarter).map { (id: corpus.ids[$0], vector: corpus.rows[$0]) }
        return try LayeredIndex(base).layered(inserting: rest, removing: Set(strangers))
            .layered(inserting: replaced, removing: Set(replaced.map(\.id)))
    }

    @Test("It does what every latent index must, fresh, changed and merged")
    func conformance() async throws {
        try await LatentIndexConformance {
            try LayeredIndex(ExactIndex(ids: $0.ids, rows: $0.flat, dimension: $0.dimension))
        }.checkAll()
        try await LatentIndexConformance { try Self.changed($0) }.checkAll()
        try await LatentIndexConformance { try Self.changed($0).merged() }.checkAll()
    }

    @Test("Any sequence of changes gives what one index over the same latents gives", arguments: 1...4)
    func randomChanges(seed: UInt64) async throws {
        var generator = SplitMix64(seed: seed)
        let dimension = 9
        // Few different places, so that distances tie.
        let places = (0..<40).map { _ in generator.normal(count: dimension) }
        var truth: [Int64: [Float]] = [:]
        for id: Int64 in 0..<300 { truth[id * 3] = places.randomElement(using: &generator) }
        var index = try LayeredIndex(
            ExactIndex(ids: truth.keys.sorted(), rows: truth.sorted { $0.key < $1.key }.flatMap(\.value), dimension: dimension))
        for step in 0..<60 {
            let removals = Set((0..<Int.random(in: 0...12, using: &generator)).map { _ in Int64.random(in: 0..<1000, using: &generator) })
            for id in removals { truth[id] = nil }
            var insertions: [(id: Int64, vector: [Float])] = []
            for id in Set((0..<12).map { _ in Int64.random(in: 0..<1000, using: &generator) }).sorted() where truth[id] == nil {
                let vector = places[Int.random(in: 0..<40, using: &generator)]
                insertions.append((id, vector))
                truth[id] = vector
            }
            index = try index.layered(inserting: insertions, removing: removals)
            if step % 17 == 16 { index = try index.merged() }
            guard step % 4 == 0 else { continue }

            let corpus = Corpus(ids: truth.keys.sorted(), rows: truth.sorted { $0.key < $1.key }.map(\.value))
            #expect(index.count == truth.count)
            #expect((Int64(-1)...1000).allSatisfy { index.vector(of: $0) == truth[$0] && index.contains($0) == (truth[$0] != nil) })
            let queries = [places[step % 40], generator.normal(count: dimension)]
            for metric in Metric.allCases {
                let after = corpus.nearest(to: queries[0], k: 50, metric: metric).last
                for scope in [.all, SearchScope(excluding: IDSet(corpus.ids.prefix(40)), after: after)] {
                    let found = try await index.search(queries, k: 20, metric: metric, within: scope)
                    #expect(found == queries.map { corpus.nearest(to: $0, k: 20, metric: metric, within: scope) })
                }
            }
        }
    }

    @Test("A change leaves the index it came from as it was, and the base untouched")
    func snapshots() async throws {
        let base = try ExactIndex(ids: [1, 2, 3], rows: [0, 0, 1, 0, 5, 5], dimension: 2)
        let first = try LayeredIndex(base)
        let second = try first.layered(inserting: [(4, [0, 0.5]), (3, [9, 9])], removing: [1, 3, 77])
        let third = try second.layered(inserting: [], removing: [2, 4])
        #expect(try await first.search([[0, 0]], k: 5, metric: .euclidean)[0].map(\.id) == [1, 2, 3])
        #expect(try await second.search([[0, 0]], k: 5, metric: .euclidean)[0].map(\.id) == [4, 2, 3])
        #expect(try await third.search([[0, 0]], k: 5, metric: .euclidean)[0] == [IndexHit(id: 3, distance: Float(162).squareRoot())])
        #expect(second.vector(of: 3) == [9, 9] && second.vector(of: 1) == nil && third.base.count == 3 && third.recent.count == 1)
        #expect(try third.merged().base.ids == [3])
    }

    @Test("An image that is there already is refused, in whichever layer it lies, and so is a latent that does not fit")
    func refusals() throws {
        let index = try LayeredIndex(ExactIndex(ids: [1, 2], rows: [0, 0, 1, 0], dimension: 2)).layered(inserting: [(7, [1, 1])])
        func code(inserting insertions: [(id: Int64, vector: [Float])], removing removals: Set<Int64> = []) -> SemblanceError.Code? {
            #expect(throws: SemblanceError.self) { try index.layered(inserting: insertions, removing: removals) }?.code
        }
        #expect(code(inserting: [(2, [1, 1])]) == .conflict)
        #expect(code(inserting: [(7, [1, 1])], removing: [1]) == .conflict)
        #expect(code(inserting: [(8, [1, 1]), (8, [2, 2])]) == .conflict)
        #expect(code(inserting: [(8, [1])]) == .invalidArgument)
        #expect(code(inserting: [(8, [1, .nan])]) == .invalidArgument)
    }

    @Test("Merging is due when more than 2048 images and a sixteenth of the base have changed")
    func merging() throws {
        let base = try ExactIndex(ids: Array(0..<40_000), rows: [Float](repeating: 1, count: 40_000), dimension: 1)
        let insertions = (0..<2400).map { (id: Int64(50_000 + $0), vector: [Float($0)]) }
        let index = try LayeredIndex(base).layered(inserting: insertions)
        #expect(!index.needsMerging)
        let due = try index.layered(inserting: [], removing: Set(0..<101))
        #expect(due.needsMerging)
        let merged = try due.merged()
        #expect(!merged.needsMerging && merged.count == due.count && merged.recent.count == 0 && merged.removed.count == 0)
        let small = try LayeredIndex(ExactIndex(ids: [], rows: [], dimension: 1))
        #expect(try !small.layered(inserting: Array(insertions.prefix(2048))).needsMerging)
        #expect(try small.layered(inserting: Array(insertions.prefix(2049))).needsMerging)
    }
}
