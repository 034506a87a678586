import SemblanceCore

/// Measures search in memory, as `semblance bench search` reports it.
public struct SearchBenchmark: Sendable {
    /// Which index is measured, one that is held in memory.
    public var kind: IndexKind
    /// How many neighbours each query asks for.
    public var k: Int
    /// How distances are measured.
    public var metric: Metric
    /// How many threads "all threads" are; 0 stands for all cores.
    public var threads: Int
    /// How long each rate is measured at least; all queries are asked once at least.
    public var seconds: Double

    /// - Parameters:
    ///   - kind: an index that is held in memory
    ///   - threads: what "all threads" means; 0 stands for all cores
    ///   - seconds: how long each rate is measured at least
    public init(kind: IndexKind = .exact, k: Int = 10, metric: Metric = .cosine, threads: Int = 0, seconds: Double = 0.5) {
        self.kind = kind
        self.k = k
        self.metric = metric
        self.threads = threads
        self.seconds = seconds
    }

    /// Builds the index and asks it every query, first one by one on one thread, then all at once on one thread and on all.
    ///
    /// - Parameter latents: where the latents come from; asked for each index that is built, and let go of once it stands, so that
    ///   memory can be measured
    /// - Throws: `invalidArgument` for a number below its least value and for an index that is not held in memory; what `latents`
    ///   throws.
    public func run(on latents: () throws -> SearchBenchmarkLatents) async throws -> SearchBenchmarkReport {
        guard k >= 1, threads >= 0 else {
            throw SemblanceError(
                .invalidArgument, "a search benchmark for \(k) neighbours on \(threads) threads measures nothing",
                advice: "ask for at least 1 neighbour, and on 0 threads to use all cores")
        }
        let all = try await BuiltIndex(kind, metric: metric, threads: threads, latents)
        let together = try await rate(of: all) { _ = try await all.index.search($0, k: k, metric: metric) }
        let (build, bytes, resident, used) = (all.buildSeconds, all.index.bytes, all.residentBytes, all.threads)

        let one = try await BuiltIndex(kind, metric: metric, threads: 1, latents)
        let count = one.index.count
        var latencies: [Double] = []
        let oneByOne = try await rate(of: one) { queries in
            for query in queries {
                latencies.append(try await elapsed { _ = try await one.index.search([query], k: k, metric: metric) })
            }
        }
        latencies.sort()
        return SearchBenchmarkReport(
            kind: kind, count: count, dimension: one.index.dimension, queries: one.queries.count, k: k, metric: metric,
            threads: used, p50Milliseconds: percentile(0.5, of: latencies), p99Milliseconds: percentile(0.99, of: latencies),
            queriesPerSecondOneByOne: oneByOne,
            queriesPerSecondOneThread: try await rate(of: one) { _ = try await one.index.search($0, k: k, metric: metric) },
            queriesPerSecondAllThreads: together, recallAt10: try await one.recall(k: 10, metric: metric),
            bytesPerVector: bytes / count, residentBytesPerVector: resident / count, buildSeconds: build)
    }

    /// Queries a second, over as many rounds of all queries as the time takes, after a few that do not count.
    private func rate(of built: BuiltIndex, _ ask: ([[Float]]) async throws -> Void) async throws -> Double {
        _ = try await built.index.search(Array(built.queries.prefix(64)), k: k, metric: metric)
        var spent = 0.0
        var asked = 0
        repeat {
            spent += try await elapsed { try await ask(built.queries) } / 1000
            asked += built.queries.count
        } while spent < seconds
        return Double(asked) / spent
    }

    /// Milliseconds.
    private func elapsed(_ body: () async throws -> Void) async throws -> Double {
        let clock = ContinuousClock()
        return try await clock.measure(body) / .milliseconds(1)
    }

    private func percentile(_ share: Double, of sorted: [Double]) -> Double {
        sorted[min(sorted.count - 1, Int((Double(sorted.count) * share).rounded(.down)))]
    }
}
