/// What is done to a model version.
public struct ModelAction: RawRepresentable, Sendable, Hashable, Codable {
    /// A word in lower case.
    public let rawValue: String

    /// What a trail says, which may be of a newer program.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// It was chosen to serve.
    public static let activate = ModelAction(rawValue: "activate")
    /// It serves again, because the one after it was taken back.
    public static let rollback = ModelAction(rawValue: "rollback")
    /// It was taken from a file.
    public static let `import` = ModelAction(rawValue: "import")
    /// It was deleted with its latents.
    public static let delete = ModelAction(rawValue: "delete")
}
