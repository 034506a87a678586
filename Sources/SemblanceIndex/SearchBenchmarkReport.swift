import SemblanceCore

/// What `semblance bench search` found out.
public struct SearchBenchmarkReport: Sendable, Equatable, Codable {
    /// Which index was measured.
    public let kind: IndexKind
    /// How many latents were searched.
    public let count: Int
    /// The length of a latent.
    public let dimension: Int
    /// How many queries were timed.
    public let queries: Int
    /// How many neighbours each asked for.
    public let k: Int
    /// How distances were measured.
    public let metric: Metric
    /// What "all threads" means here.
    public let threads: Int
    /// The median time of one query on one thread.
    public let p50Milliseconds: Double
    /// What 99 in 100 single queries stayed below.
    public let p99Milliseconds: Double
    /// One query after another, on one thread.
    public let queriesPerSecondOneByOne: Double
    /// All queries in one call, on one thread.
    public let queriesPerSecondOneThread: Double
    /// All queries in one call, on all threads.
    public let queriesPerSecondAllThreads: Double
    /// The share of the true ten nearest that were found.
    public let recallAt10: Double
    /// What one latent takes in memory, by the index's own account.
    public let bytesPerVector: Int
    /// By how much the process grew for each latent; of little meaning for a few thousand latents.
    public let residentBytesPerVector: Int
    /// How long the index took to build, on all threads.
    public let buildSeconds: Double

    private enum CodingKeys: String, CodingKey {
        case kind, count, dimension, queries, k, metric, threads
        case p50Milliseconds = "p50_ms"
        case p99Milliseconds = "p99_ms"
        case queriesPerSecondOneByOne = "qps_one_by_one"
        case queriesPerSecondOneThread = "qps_one_thread"
        case queriesPerSecondAllThreads = "qps_all_threads"
        case recallAt10 = "recall_at_10"
        case bytesPerVector = "bytes_per_vector"
        case residentBytesPerVector = "resident_bytes_per_vector"
        case buildSeconds = "build_seconds"
    }
}
