import SemblanceCore
import SemblanceTestSupport
import Testing

@testable import SemblanceStorage

@Suite("The database tests ids as a set of them does")
struct PgvectorFilterTests {
    @Test("One by one and as bits, those that are asked for are found, and those that are left out are not", arguments: 1...3)
    func agrees(seed: UInt64) async throws {
        try await withPgvector { fixture in
            let corpus = LatentCorpus.random(count: 500, dimension: 3, seed: seed)
            let partition = PgvectorPartition(try await fixture.store(corpus))
            var generator = SplitMix64(seed: seed)
            for share in [0, 1, 17, 250, 500] {
                let chosen = IDSet(corpus.ids.shuffled(using: &generator).prefix(share))
                let left = IDSet(corpus.ids.shuffled(using: &generator).prefix(100))
                for scope in [SearchScope(among: chosen), SearchScope(among: chosen, excluding: left), SearchScope(excluding: left)] {
                    for most in [-1, 1000] {
                        let filter = PgvectorFilter(scope, keysUpTo: most)
                        let query = PgvectorQuery(corpus.rows[0], k: 500, metric: .cosine, after: nil)
                        let found = try await fixture.pool.withConnection { connection in
                            try partition.scan(query, limit: 1000, within: filter).run(on: connection).map {
                                try $0.value(0, as: Int64.self)
                            }
                        }
                        #expect(Set(found) == Set(corpus.ids.filter(scope.admits)) && found.count == Set(found).count)
                    }
                }
            }
        }
    }

    @Test("Many ids that lie close together are bits, few and far ones are keys")
    func forms() {
        func isBits(_ ids: [Int64], keysUpTo most: Int = 2) -> Bool {
            if case .bits = PgvectorIDs(IDSet(ids), keysUpTo: most) { true } else { false }
        }
        #expect(isBits([1, 2, 3]) && isBits([-40, 0, 100]) && isBits(Array(5..<5000), keysUpTo: 1000))
        #expect(!isBits([1, 2]) && !isBits([1, 2, 1000]) && !isBits([.min, 0, .max]) && !isBits(Array(5..<900), keysUpTo: 1000))
    }
}
