import Foundation
import SemblanceCore

extension SearchBenchmark {
    /// An index that stands, and what it is asked; the latents that it was built of are gone.
    struct BuiltIndex {
        let index: any MemoryIndex
        let threads: Int
        let queries: [[Float]]
        /// The ids of the true nearest of the first queries.
        let truth: [[Int64]]
        let buildSeconds: Double
        /// By how much the process grew: what the index takes, as the system counts it.
        let residentBytes: Int

        init(_ kind: IndexKind, metric: Metric, threads: Int, _ source: () throws -> SearchBenchmarkLatents) async throws {
            self.threads = threads == 0 ? ProcessInfo.processInfo.activeProcessorCount : threads
            let before = Self.resident
            (index, queries, truth, buildSeconds) = try await Self.built(kind, metric, threads: threads, source)
            residentBytes = max(0, Self.resident - before)
        }

        /// The mean share of the true `k` nearest that are found.
        func recall(k: Int, metric: Metric) async throws -> Double {
            let wanted = min(k, index.count)
            guard truth.allSatisfy({ $0.count >= wanted }) else {
                throw SemblanceError(.invalidArgument, "recall among \(wanted) needs as many true neighbours of each query")
            }
            let found = try await index.search(Array(queries.prefix(truth.count)), k: wanted, metric: metric)
            let hits = zip(truth, found).reduce(0) { $0 + Set($1.0.prefix(wanted)).intersection($1.1.map(\.id)).count }
            return Double(hits) / Double(wanted * truth.count)
        }

        private static func built(
            _ kind: IndexKind, _ metric: Metric, threads: Int, _ source: () throws -> SearchBenchmarkLatents
        ) async throws -> (any MemoryIndex, queries: [[Float]], truth: [[Int64]], seconds: Double) {
            let latents = try source()
            let ids = (0..<latents.count).map(Int64.init)
            var truth = latents.truth
            if truth == nil { truth = try await searched(latents, ids: ids, metric) }
            let start = ContinuousClock.now
            let index = try index(of: kind, ids: ids, rows: latents.rows, dimension: latents.dimension, threads: threads)
            return (index, latents.queries, truth ?? [], start.duration(to: .now) / .seconds(1))
        }

        /// Each kind of index that is held in memory.
        private static func index(
            of kind: IndexKind, ids: [Int64], rows: [Float], dimension: Int, threads: Int
        ) throws -> any MemoryIndex {
            switch kind {
            case .exact: try ExactIndex(ids: ids, rows: rows, dimension: dimension, threads: threads)
            case .quantized: try QuantizedIndex(ids: ids, rows: rows, dimension: dimension, threads: threads)
            case .pgvector:
                throw SemblanceError(.invalidArgument, "a search benchmark cannot build an index of kind \(kind.rawValue) in memory")
            }
        }

        /// The true nearest of as many queries as every latent can be measured for in about a second.
        private static func searched(_ latents: SearchBenchmarkLatents, ids: [Int64], _ metric: Metric) async throws -> [[Int64]] {
            let affordable = min(latents.queries.count, max(2, (1 << 27) / latents.rows.count))
            let every = BruteForceIndex(ids: ids, rows: latents.rows, dimension: latents.dimension)
            return try await every.search(Array(latents.queries.prefix(affordable)), k: 10, metric: metric).map { $0.map(\.id) }
        }

        /// The resident memory of this process; 0 where the system does not say.
        private static var resident: Int {
            let fields = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8))?.split(separator: " ") ?? []
            return fields.count > 1 ? (Int(fields[1]) ?? 0) * Int(sysconf(Int32(_SC_PAGESIZE))) : 0
        }
    }
}
