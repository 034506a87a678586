/// The steps of a search with an upload (decode, encode, search) called in a loop without HTTP.
struct InProcessThroughput: Codable, Equatable {
    let requestsPerSecond: Double
    /// Tasks that search at the same time.
    let concurrency: Int
}
