/// How far a model version is.
public enum ModelState: String, Sendable, Codable, CaseIterable {
    /// It has no weights to use yet.
    case training
    /// It can encode.
    case ready
    /// Its training ended without a usable result.
    case failed
}
