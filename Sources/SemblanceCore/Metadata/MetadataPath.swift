/// Where a value stands in metadata: the names of members from the outermost object on. Arrays are not entered.
public struct MetadataPath: Sendable, Hashable {
    /// The names, at least one.
    public let names: [String]

    /// - Precondition: at least one name.
    public init(_ names: [String]) {
        precondition(!names.isEmpty, "a path of at least one name")
        self.names = names
    }
}

extension MetadataPath: ExpressibleByStringLiteral {
    /// The member of this name; a dot is part of it.
    public init(stringLiteral name: String) {
        self.init([name])
    }
}
