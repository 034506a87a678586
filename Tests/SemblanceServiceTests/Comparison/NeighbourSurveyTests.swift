import Foundation
import SemblanceCore
import SemblanceEvaluation
import SemblanceIndex
import Testing

@testable import SemblanceService

@Suite("Neighbours in two versions")
struct NeighbourSurveyTests {
    private static let metric = Metric.cosine

    /// Latents without any order.
    private static func random(_ count: Int, seed: UInt64) -> [[Float]] {
        var generator = SplitMix64(seed: seed)
        return (0..<count).map { _ in generator.normal(count: 16) }
    }

    /// Directions in the plane, so many degrees from the first axis.
    private static func directions(_ degrees: [Double]) -> [[Float]] {
        degrees.map { [Float(cos($0 * .pi / 180)), Float(sin($0 * .pi / 180))] }
    }

    private func survey(_ first: [[Float]], _ second: [[Float]], asking: [Int64]? = nil, neighbours: Int = 10) async throws
        -> [ChangedImage]
    {
        let ids = first.indices.map { Int64($0) }
        let indexes = try VersionPair(first, second).map { rows in
            try ExactIndex(ids: ids, rows: Array(rows.joined()), dimension: rows[0].count, threads: 2)
        }
        return try await NeighbourSurvey(indexes: indexes, neighbours: neighbours, metric: Self.metric).run(asking ?? ids) { _ in }
    }

    private func agreement(_ images: [ChangedImage], neighbours: Int = 10) throws -> NeighbourAgreement {
        try #require(NeighbourAgreement(images, neighbours: neighbours, metric: Self.metric))
    }

    @Test("The same latents, turned ones and ones of another length have the same neighbours in the same order")
    func same() async throws {
        let rows = Self.random(400, seed: 1)
        let turned = rows.map { row in row.indices.map { row[($0 + 5) % row.count] * ($0 % 2 == 0 ? 1 : -1) } }
        for other in [rows, turned, rows.map { $0.map { $0 * 4 } }] {
            let found = try agreement(try await survey(rows, other))
            #expect(found.queries == 400 && found.overlap.mean == 10 && found.overlap.histogram == [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 400])
            #expect(try #require(found.correlation) == 1 && found.medianRank == 5.5)
        }
    }

    @Test("Latents dealt out anew keep neighbours by chance, and former neighbours stand anywhere")
    func shuffled() async throws {
        let rows = Self.random(1000, seed: 2)
        var generator = SplitMix64(seed: 3)
        let found = try agreement(try await survey(rows, rows.shuffled(using: &generator)))
        // Ten of 999 are listed, so ten that are drawn from them hold 0.1 of those; 1,000 means of that vary by 0.01.
        #expect((0.06...0.14).contains(found.overlap.mean))
        #expect((450...550).contains(found.medianRank))
        #expect((-0.80 ... -0.70).contains(try #require(found.correlation)))
    }

    @Test("The opposite order of the same neighbours correlates by −1")
    func reversed() async throws {
        let far = (0..<20).map { 90 + Double($0) }
        let first = Self.directions([0] + (1...10).map { Double($0) } + far)
        let second = Self.directions([0] + (1...10).map { 11 - Double($0) } + far)
        let found = try await survey(first, second, asking: [0])
        #expect(found[0].overlap == 10 && found[0].correlation == -1)
        #expect(found[0].neighbours == VersionPair(Array(1...10), Array((1...10).reversed())))
        #expect(found[0].ranks == VersionPair(Array((1...10).reversed()), Array((1...10).reversed())))
    }

    @Test("An image that one version lists has its true rank in the other: an example by hand")
    func byHand() async throws {
        // Nearest in the first: 1, 2, then 3, 4; in the second: 1, 3, then 4, 2.
        let first = Self.directions([0, 1, 2, 3, 4, 80])
        let second = Self.directions([0, 1, 4, 2, 3, 80])
        let found = try await survey(first, second, asking: [0], neighbours: 2)
        #expect(found[0].neighbours == VersionPair([1, 2], [1, 3]) && found[0].overlap == 1)
        #expect(found[0].ranks == VersionPair([1, 4], [1, 3]))
        // Over 1, 2, 3: ranks 1, 2, 3 against 1, 3, 2; Σ d² = 2 and ρ = 1 − 6 · 2 / (3 · 8).
        #expect(abs(try #require(found[0].correlation) - 0.5) < 1e-12)
        #expect(try agreement(found, neighbours: 2).medianRank == 2)
    }

    @Test("Ties are ordered by id in both versions, so equal latents change nothing")
    func ties() async throws {
        let equal = [[Float]](repeating: [1, 2, 3], count: 30)
        let found = try await survey(equal, equal.map { $0.map { $0 * 2 } })
        #expect(found.allSatisfy { $0.overlap == 10 && $0.correlation == 1 })
        #expect(found[29].neighbours.first == Array(0..<10) && found[3].neighbours.first == [0, 1, 2, 4, 5, 6, 7, 8, 9, 10])
    }

    @Test("One neighbour has no order, but an overlap")
    func oneNeighbour() async throws {
        let rows = Self.directions([0, 10])
        let found = try agreement(try await survey(rows, rows, neighbours: 1), neighbours: 1)
        #expect(found.overlap.mean == 1 && found.correlation == nil)
    }

    @Test("The most changed come first: by overlap, then correlation, then id")
    func order() {
        let image = { (id: Int64, second: [Int64], ranks: [Int]) in
            ChangedImage(id: id, neighbours: VersionPair([1, 2, 3], second), ranks: VersionPair(ranks, ranks))
        }
        let same = image(7, [1, 2, 3], [1, 2, 3])
        let turned = image(8, [3, 2, 1], [3, 2, 1])
        let other = image(9, [4, 5, 6], [7, 8, 9])
        let twin = image(6, [3, 2, 1], [3, 2, 1])
        #expect([same, turned, other, twin].sorted { $0.isChangedMore(than: $1) }.map(\.id) == [9, 6, 8, 7])
    }
}
