import SemblanceCore

extension ServerContext {
    /// Whoever asks, as trails name them.
    var actor: AuditActor { principal.flatMap { $0.keyID == nil ? nil : .key($0.name) } ?? .anonymous }
}
