/// A model version as lists show it.
public struct ModelSummary: Sendable, Equatable {
    /// The version.
    public let record: ModelRecord
    /// How many images it has encoded.
    public let latents: Int
    /// Whether it serves its collection now.
    public let isActive: Bool
}
