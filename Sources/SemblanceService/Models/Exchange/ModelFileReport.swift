import SemblanceStorage

/// A model version that went into a file, or came out of one.
public struct ModelFileReport: Sendable, Codable {
    /// The version.
    public let model: ModelReference
    /// The file.
    public let file: String
    /// SHA-256 of the whole file, in hexadecimal.
    public let sha256: String
}
