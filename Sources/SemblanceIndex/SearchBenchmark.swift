import SemblanceCore

/// Measures exact search over random standardised latents, as `semblance bench search` reports it.
public struct SearchBenchmark: Sendable {
    /// How many latents are searched.
    public var count: Int
    /// n, the length of a latent.
    public var dimension: Int
    /// How many queries are timed.
    public var queries: Int
    /// What the latents and the queries are drawn from.
    public var seed: UInt64
    /// How many neighbours each query asks for.
    public var k: Int
    /// How distances are measured.
    public var metric: Metric

    /// - Parameters:
    ///   - count: how many latents are searched
    ///   - dimension: n ≥ 3
    ///   - queries: how many queries are timed
    public init(
        count: Int = 25_000, dimension: Int = 128, queries: Int = 1000, seed: UInt64 = 1, k: Int = 10, metric: Metric = .cosine
    ) {
        self.count = count
        self.dimension = dimension
        self.queries = queries
        self.seed = seed
        self.k = k
        self.metric = metric
    }

    /// Builds the index and asks it every query, first one by one on one thread, then all at once on one thread and on all.
    ///
    /// - Throws: `invalidArgument` where a number is below its least value.
    public func run() async throws -> SearchBenchmarkReport {
        guard count >= 1, queries >= 1, k >= 1, dimension >= 3 else {
            throw SemblanceError(
                .invalidArgument, "a search benchmark of \(queries) queries for \(k) of \(count) latents of \(dimension) values is empty",
                advice: "give at least 1 latent, 1 query, k = 1 and dimension 3")
        }
        var generator = SplitMix64(seed: seed)
        let rows = (0..<count).flatMap { _ in LatentNormalization.standardized.apply(generator.normal(count: dimension)) }
        let asked = (0..<queries).map { _ in LatentNormalization.standardized.apply(generator.normal(count: dimension)) }
        let ids = (0..<count).map(Int64.init)

        let clock = ContinuousClock()
        let start = clock.now
        let one = try ExactIndex(ids: ids, rows: rows, dimension: dimension, threads: 1)
        let build = clock.now - start
        let all = try ExactIndex(ids: ids, rows: rows, dimension: dimension)

        let latencies = try await latencies(of: one, asked, clock).sorted()
        return SearchBenchmarkReport(
            count: count, dimension: dimension, queries: queries, k: k, metric: metric, threads: all.threads,
            p50Milliseconds: percentile(0.5, of: latencies), p99Milliseconds: percentile(0.99, of: latencies),
            queriesPerSecondOneThread: try await throughput(of: one, asked, clock),
            queriesPerSecondAllThreads: try await throughput(of: all, asked, clock),
            recallAt10: try await recall(of: one, ids: ids, rows: rows, asked), bytesPerVector: one.bytesPerVector,
            buildSeconds: build / .seconds(1))
    }

    private func latencies(of index: ExactIndex, _ asked: [[Float]], _ clock: ContinuousClock) async throws -> [Double] {
        for query in asked.prefix(5) { _ = try await index.search([query], k: k, metric: metric) }
        var latencies: [Double] = []
        for query in asked {
            let start = clock.now
            _ = try await index.search([query], k: k, metric: metric)
            latencies.append((clock.now - start) / .milliseconds(1))
        }
        return latencies
    }

    private func throughput(of index: ExactIndex, _ asked: [[Float]], _ clock: ContinuousClock) async throws -> Double {
        _ = try await index.search(Array(asked.prefix(64)), k: k, metric: metric)
        let start = clock.now
        _ = try await index.search(asked, k: k, metric: metric)
        return Double(asked.count) / ((clock.now - start) / .seconds(1))
    }

    /// Recall against measuring every latent, over as many queries as that allows in about a second.
    private func recall(of index: ExactIndex, ids: [Int64], rows: [Float], _ asked: [[Float]]) async throws -> Double {
        let affordable = min(asked.count, max(2, (1 << 27) / (count * dimension)))
        let truth = BruteForceIndex(ids: ids, rows: rows, dimension: dimension)
        return try await RecallMeasurement.measure(
            index, against: truth, queries: Array(asked.prefix(affordable)), k: 10, metric: metric
        ).recall
    }

    private func percentile(_ share: Double, of sorted: [Double]) -> Double {
        sorted[min(sorted.count - 1, Int((Double(sorted.count) * share).rounded(.down)))]
    }
}
