/// One line of `semblance config`.
struct ConfigurationEntry: Sendable, Equatable, Encodable {
    /// The setting's name in `semblance.yaml`.
    let key: String
    /// What is in force, secrets masked; nil where there is none.
    let value: String?
    /// Where it came from.
    let source: String
    /// The environment variables that set it.
    let environment: [String]
    /// What it means.
    let summary: String
}
