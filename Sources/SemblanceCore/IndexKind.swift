/// How the latents of a model version are searched.
public enum IndexKind: String, Sendable, CaseIterable, Codable {
    /// Every latent in memory as it is: the true nearest.
    case exact
    /// Every latent in memory as codes of one, eight and sixteen bits a value: nearly always the true nearest, faster and in less
    /// memory.
    case quantized
    /// The database searches its own graph: for corpora past memory, and for many servers that keep nothing.
    case pgvector
}
