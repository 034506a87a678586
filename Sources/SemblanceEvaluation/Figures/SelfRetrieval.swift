/// How often the original is the first hit for its changed copy, among all photos; 0 … 1 each. See `Perturbation`.
public struct SelfRetrieval: Sendable, Equatable, Encodable {
    /// Re-encoded at quality 50.
    public let jpeg50: Double
    /// 5 % cut off each side.
    public let crop5: Double
    /// Moved right and down.
    public let shift: Double
    /// Brightened by a fifth.
    public let brightness: Double
    /// Mirrored.
    public let mirror: Double
    /// The mean over the changes.
    public var mean: Double { (jpeg50 + crop5 + shift + brightness + mirror) / 5 }
    /// How many photos were asked for.
    public let queries: Int

    /// - Parameters:
    ///   - found: how many originals came first, by the change
    ///   - queries: how many photos were changed; nil results for none
    init?(found: [Perturbation: Int], queries: Int) {
        guard queries > 0 else { return nil }
        func share(_ perturbation: Perturbation) -> Double { Double(found[perturbation] ?? 0) / Double(queries) }
        jpeg50 = share(.jpeg50)
        crop5 = share(.crop5)
        shift = share(.shift)
        brightness = share(.brightness)
        mirror = share(.mirror)
        self.queries = queries
    }
}
