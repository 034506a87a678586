/// How far the build of a graph is.
public struct PgvectorBuildProgress: Sendable, Equatable {
    /// What the server does, in its words.
    public let phase: String
    /// The share of the latents that were read, in 0 … 1.
    public let share: Double
}
