/// Whoever changes something, as audit trails name them.
public struct AuditActor: Sendable, Hashable, Codable, CustomStringConvertible {
    /// `user:NAME`, `key:NAME`, `job:ID`, `anonymous` or `unknown`
    public let description: String

    /// What a trail says.
    public init(_ description: String) { self.description = description }

    /// A person at the command line, by the login name.
    public static func user(_ name: String) -> AuditActor { AuditActor("user:\(name)") }
    /// Whoever holds a key to the server.
    public static func key(_ name: String) -> AuditActor { AuditActor("key:\(name)") }
    /// A job, which acts for whoever asked for it.
    public static func job(_ id: Int64) -> AuditActor { AuditActor("job:\(id)") }
    /// Somebody that a server without keys sees.
    public static let anonymous = AuditActor("anonymous")

    /// Reads the description.
    public init(from decoder: any Decoder) throws {
        description = try decoder.singleValueContainer().decode(String.self)
    }

    /// Writes the description.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
