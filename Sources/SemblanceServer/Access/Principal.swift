import SemblanceStorage

/// Whoever a request comes from, as far as keys tell.
public struct Principal: Sendable, Equatable {
    /// The key's id; nil where no keys are in force.
    public let keyID: Int64?
    /// The key's name.
    public let name: String
    /// What the key may do.
    public let scope: KeyScope

    /// - Parameters:
    ///   - keyID: the key's id; nil where no keys are in force
    ///   - name: the key's name
    ///   - scope: what the key may do
    public init(keyID: Int64?, name: String, scope: KeyScope) {
        self.keyID = keyID
        self.name = name
        self.scope = scope
    }

    /// Everybody, where no keys are in force.
    static let anybody = Principal(keyID: nil, name: "anybody", scope: .admin)
}
