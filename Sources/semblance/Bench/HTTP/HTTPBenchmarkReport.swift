/// What `bench http` answers.
struct HTTPBenchmarkReport: Codable, Equatable {
    /// Uploads at a fixed rate.
    struct Steady: Codable, Equatable {
        /// Uploads a second that were due.
        let rate: Double
        /// From the moment that an upload was due to the end of its answer.
        let p50Ms: Double
        let p99Ms: Double
        /// Answers a second.
        let achieved: Double
        let errors: Int
        /// The cores that the generator kept busy.
        let generatorCores: Double
    }

    /// Requests as fast as they are answered.
    struct Saturated: Codable, Equatable {
        let requestsPerSecond: Double
        /// Clients that ask at the same time.
        let concurrency: Int
        let p50Ms: Double
        let p99Ms: Double
        let errors: Int
        /// The cores that the generator kept busy.
        let generatorCores: Double
    }

    /// Of the uploads at a fixed rate.
    let p50Ms: Double
    let p99Ms: Double
    /// The top rate of uploads.
    let requestsPerSecond: Double
    /// Requests of all runs that were not answered with 200.
    let errors: Int
    let uploads: Steady
    let uploadsTop: Saturated
    let byID: Saturated
    /// The same steps without HTTP; nil for a server that was running already.
    var inProcess: InProcessThroughput?
    /// The top rate of uploads, as a share of the rate without HTTP.
    var shareOfInProcess: Double?
    /// From the start of the server's process to its first yes; nil for a server that was running already.
    var readySeconds: Double?
    /// The largest resident memory of the server in megabytes; nil for a server that was running already.
    var peakMemoryMB: Double?
    /// What the mean upload takes.
    let uploadBytes: Int
    /// How many images are searched.
    let count: Int

    /// Members that the strategy for keys would spell otherwise.
    private enum CodingKeys: String, CodingKey {
        case p50Ms, p99Ms, requestsPerSecond, errors, uploads, uploadsTop, inProcess, shareOfInProcess, readySeconds, uploadBytes, count
        case byID = "by_id"
        case peakMemoryMB = "peak_memory_mb"
    }
}

extension HTTPBenchmarkReport.Steady {
    init(_ outcome: LoadOutcome, rate: Double) {
        let times = outcome.latencies.milliseconds(at: 0.5, 0.99)
        self.init(
            rate: rate, p50Ms: times[0] ?? .nan, p99Ms: times[1] ?? .nan, achieved: outcome.requestsPerSecond, errors: outcome.errors,
            generatorCores: outcome.generatorCores)
    }
}

extension HTTPBenchmarkReport.Saturated {
    init(_ outcome: LoadOutcome, clients: Int) {
        let times = outcome.latencies.milliseconds(at: 0.5, 0.99)
        self.init(
            requestsPerSecond: outcome.requestsPerSecond, concurrency: clients, p50Ms: times[0] ?? .nan, p99Ms: times[1] ?? .nan,
            errors: outcome.errors, generatorCores: outcome.generatorCores)
    }
}
