/// The same thing of two model versions.
public struct VersionPair<Value: Sendable>: Sendable {
    /// Of the one that is compared with.
    public let first: Value
    /// Of the one that is compared.
    public let second: Value

    /// Of two versions.
    public init(_ first: Value, _ second: Value) { (self.first, self.second) = (first, second) }

    /// The pair of what `transform` makes of each.
    func map<Result: Sendable>(_ transform: (Value) throws -> Result) rethrows -> VersionPair<Result> {
        VersionPair<Result>(try transform(first), try transform(second))
    }
}

extension VersionPair: Equatable where Value: Equatable {}

extension VersionPair: Encodable where Value: Encodable {}
