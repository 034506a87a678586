import Foundation
import SemblanceCore
import Testing

@testable import SemblanceEvaluation

@Suite("Identity retrieval") struct IdentityRetrievalTests {
    private typealias Query = LatentRanking.Query

    @Test("Average precision of a known ranking: relevant at ranks 1, 3 and 6 gives (1 + 2/3 + 3/6) / 3")
    func known() {
        let similarities: [Float] = [0.9, 1, 0.8, 0.7, 0.6, 0.5, 0.4]
        let precision = LatentRanking.averagePrecision(similarities[...], Query(index: 1, relevant: [0, 3, 6]))
        #expect(abs(precision - (1 + 2.0 / 3 + 3.0 / 6) / 3) < 1e-15)
    }

    @Test("Ties are ordered by position, and the query itself does not count")
    func ties() {
        let similarities: [Float] = [0.5, 0.5, 0.5, 0.5]
        #expect(LatentRanking.averagePrecision(similarities[...], Query(index: 0, relevant: [1])) == 1)
        #expect(LatentRanking.averagePrecision(similarities[...], Query(index: 0, relevant: [3])) == 1.0 / 3)
        #expect(LatentRanking.averagePrecision(similarities[...], Query(index: 3, relevant: [1, 2])) == (1.0 / 2 + 2.0 / 3) / 2)
    }

    @Test("Blocks and threads give what sorting gives", arguments: [1, 3])
    func sorting(threads: Int) async throws {
        var random = SplitMix64(seed: 3)
        let rows = (0..<140).map { _ in random.normal(count: 8) }
        let queries = (0..<140).map { index in Query(index: index, relevant: (0..<140).filter { $0 % 28 == index % 28 && $0 != index }) }
        let precisions = try await LatentRanking(rows).averagePrecisions(of: queries, threads: threads) { _ in }
        #expect(precisions.count == 140)
        for query in queries {
            let distances = rows.map { Metric.cosine.distance(rows[query.index], $0) }
            let others = rows.indices.filter { $0 != query.index }.sorted { distances[$0] < distances[$1] }
            let ranks = others.enumerated().filter { query.relevant.contains($0.element) }.map { $0.offset + 1 }
            let expected = ranks.enumerated().reduce(0.0) { $0 + Double($1.offset + 1) / Double($1.element) } / Double(ranks.count)
            #expect(abs(precisions[query.index] - expected) < 1e-9)
        }
    }

    @Test("Persons with one photo, and photos of nobody known, are no queries but stand among the others")
    func leftOut() async throws {
        // On a quarter circle; a's photos are 0 and 3, b's 1 and 2, c has one, the last is unknown.
        let angles = [0.0, 0.5, 0.6, 1.0, 1.05, 1.2]
        let rows = angles.map { [Float(cos($0)), Float(sin($0))] }
        let neighbours = rows.indices.map { index in
            rows.indices.filter { $0 != index }.sorted { abs(angles[$0] - angles[index]) < abs(angles[$1] - angles[index]) }
        }
        let identities: [String?] = ["a", "b", "b", "a", "c", nil]
        let measured = try await IdentityRetrieval.measure(
            identities: identities, neighbours: neighbours, ranking: LatentRanking(rows), threads: 1)
        let result = try #require(measured)
        #expect(result.queries == 4 && result.leftOut == 1)
        // Only b's find each other first.
        #expect(result.recallAt1 == 0.5)
        // 0 finds 3 at rank 3 (behind 1, 2); 3 finds 0 at rank 5, behind all the others.
        #expect(abs(result.map - (1.0 / 3 + 1 + 1 + 1.0 / 5) / 4) < 1e-12)
        let alone = try await IdentityRetrieval.measure(
            identities: ["a", "b", nil, nil, "c", "d"], neighbours: neighbours, ranking: LatentRanking(rows), threads: 1)
        #expect(alone == nil)
    }
}
