import Foundation
import SemblanceCore
import SemblanceTestSupport
import Testing

@testable import SemblanceIndex

@Suite("Measurements")
struct MeasurementTests {
    private func index() throws -> (ExactIndex, [[Float]]) {
        let corpus = LatentIndexConformance.Corpus.random(count: 200, dimension: 8, seed: 20)
        return (try ExactIndex(ids: corpus.ids, rows: corpus.flat, dimension: 8), Array(corpus.rows.prefix(6)))
    }

    @Test("Recall is the share of true neighbours that were found")
    func recall() async throws {
        let (exact, queries) = try index()
        let half = try await RecallMeasurement.measure(HalfBlindIndex(exact), against: exact, queries: queries, k: 10, metric: .cosine)
        #expect(half == RecallMeasurement(k: 10, queries: 6, recall: 0.5, worst: 0.5))
        let full = try await RecallMeasurement.measure(exact, against: exact, queries: queries, k: 10, metric: .euclidean)
        #expect(full.recall == 1 && full.worst == 1)
    }

    @Test("Recall needs an exact index to compare with, and queries")
    func recallRefusals() async throws {
        let (exact, queries) = try index()
        await #expect(throws: SemblanceError.self) {
            try await RecallMeasurement.measure(exact, against: HalfBlindIndex(exact), queries: queries, k: 3, metric: .cosine)
        }
        await #expect(throws: SemblanceError.self) {
            try await RecallMeasurement.measure(exact, against: exact, queries: [], k: 3, metric: .cosine)
        }
    }

    @Test("A benchmark reports every figure under its name")
    func benchmark() async throws {
        let report = try await SearchBenchmark(seconds: 0).run { try .random(count: 2000, dimension: 16, queries: 40) }
        #expect(report.recallAt10 == 1)
        #expect(report.bytesPerVector == 16 * 4 + 16 + 4 * 4 + 8 + 8, "values, codes, terms, norm and id")
        #expect(report.p50Milliseconds > 0 && report.p99Milliseconds >= report.p50Milliseconds)
        #expect(report.queriesPerSecondOneThread > 0 && report.queriesPerSecondAllThreads > 0 && report.buildSeconds > 0)
        let members = try JSONSerialization.jsonObject(with: JSONEncoder().encode(report)) as? [String: Any]
        let names = ["p50_ms", "p99_ms", "qps_one_thread", "qps_all_threads", "recall_at_10", "bytes_per_vector", "build_seconds"]
        #expect(names.allSatisfy { members?[$0] != nil })
    }

    @Test("A benchmark of the quantised index finds nearly all; the database's own index is not held in memory")
    func benchmarkKinds() async throws {
        let report = try await SearchBenchmark(kind: .quantized, seconds: 0).run { try .random(count: 2000, dimension: 64, queries: 40) }
        #expect(report.kind == .quantized && report.recallAt10 >= 0.99 && report.bytesPerVector < 64 * 4)
        await #expect(throws: SemblanceError.self) {
            try await SearchBenchmark(kind: .pgvector, seconds: 0).run { try .random(count: 100, dimension: 16, queries: 1) }
        }
    }

    @Test("A benchmark of nothing is refused", arguments: [(0, 16, 1), (10, 2, 1), (10, 16, 0)])
    func benchmarkRefusals(count: Int, dimension: Int, queries: Int) async {
        await #expect(throws: SemblanceError.self) {
            try await SearchBenchmark(seconds: 0).run { try .random(count: count, dimension: dimension, queries: queries) }
        }
    }

    @Test("The generator gives the published sequence of SplitMix64")
    func generator() {
        var generator = SplitMix64(seed: 1_234_567)
        #expect((0..<3).map { _ in generator.next() } == [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423])
    }

    @Test("Normal numbers have mean 0 and deviation 1")
    func normal() {
        var generator = SplitMix64(seed: 3)
        let statistics = VectorStatistics(generator.normal(count: 20_000))
        #expect(abs(statistics.average) < 0.03 && abs(statistics.deviation - 1) < 0.03)
    }
}
