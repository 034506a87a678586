/// Which images a search may find. With nothing set, all of them.
public struct SearchScope: Sendable {
    /// The images to search among; nil for all. Ids that the index does not hold are passed over.
    public var among: IDSet?
    /// Images that are left out.
    public var excluding: IDSet?
    /// Only hits that come after this one, by distance and then by id, are found. The last hit of a page, given here, leads to the
    /// next page, to any depth.
    public var after: IndexHit?

    /// Every image.
    public static let all = SearchScope()

    /// A scope.
    public init(among: IDSet? = nil, excluding: IDSet? = nil, after: IndexHit? = nil) {
        self.among = among
        self.excluding = excluding
        self.after = after
    }

    /// Whether an image is among those to search and not left out.
    public func admits(_ id: Int64) -> Bool {
        if let among, !among.contains(id) { return false }
        if let excluding, excluding.contains(id) { return false }
        return true
    }
}
