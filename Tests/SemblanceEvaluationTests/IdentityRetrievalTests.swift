import Foundation
import SemblanceCore
import SemblanceImaging
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
        let outcomes = try await IdentityRetrieval.outcomes(
            identities: identities, neighbours: neighbours, ranking: LatentRanking(rows), threads: 1)
        let result = try #require(IdentityRetrieval(outcomes, known: 5))
        #expect(result.queries == 4 && result.leftOut == 1)
        // Only b's find each other first.
        #expect(result.recallAt1 == 0.5)
        // 0 finds 3 at rank 3 (behind 1, 2); 3 finds 0 at rank 5, behind all the others.
        #expect(abs(result.map - (1.0 / 3 + 1 + 1 + 1.0 / 5) / 4) < 1e-12)
        let alone = try await IdentityRetrieval.outcomes(
            identities: ["a", "b", nil, nil, "c", "d"], neighbours: neighbours, ranking: LatentRanking(rows), threads: 1)
        #expect(IdentityRetrieval(alone, known: 4) == nil)
    }

    @Test("By label, each group has its own queries; a photo without the label is in neither, a column that is no label has none")
    func groups() throws {
        let csv = "file,identity,hat,age\na.png,1,1,3\nb.png,1,0,4\nc.png,2,1,5\nd.png,2,,6\n"
        let table = try LabelTable(csv: Array(csv.utf8), source: "labels.csv")
        let paths = ["a.png", "b.png", "c.png", "d.png"].map { BytePath($0) }
        let labels = LabelAgreement.byColumn(table, paths: paths, neighbours: [[1], [0], [3], [2]])
        let outcomes = [(true, 1.0), (false, 0.5), (false, 0.25), (true, 1.0)].enumerated().map {
            IdentityRetrieval.Outcome(index: $0.offset, isFirst: $0.element.0, precision: $0.element.1)
        }
        let groups = IdentityGroup.byColumn(table, paths: paths, labels: labels, outcomes)
        #expect(groups.keys.sorted() == ["hat"])
        let (with, without) = (try #require(groups["hat"]?["1"]), try #require(groups["hat"]?["0"]))
        #expect(with.queries == 2 && with.recallAt1 == 0.5 && with.map == 0.625)
        #expect(without.queries == 1 && without.recallAt1 == 0 && without.map == 0.5)
    }
}
