/// What a job in stages is doing, and how far that is.
public struct JobStage: Sendable, Equatable, Codable {
    /// The stage, such as `train`.
    public let name: String
    /// How much of it is done.
    public let done: Int
    /// How much there is to do; nil where nobody knows.
    public let total: Int?

    /// A stage of a job.
    public init(name: String, done: Int, total: Int?) {
        self.name = name
        self.done = done
        self.total = total
    }
}
