import SemblanceImaging

/// What retraining is where nobody says otherwise.
public struct RetrainDefaults: Sendable, Equatable {
    /// The share of photos that is never learned from.
    public var heldOut: Double
    /// The most photos to learn from.
    public var maximumPhotos: Int
    /// What a new version must reach before it serves.
    public var gate: QualityGate

    /// - Parameters:
    ///   - heldOut: the share of photos that is never learned from
    ///   - maximumPhotos: the most photos to learn from
    ///   - gate: what a new version must reach before it serves
    public init(heldOut: Double = HeldOutSlice.usualFraction, maximumPhotos: Int = 1_000_000, gate: QualityGate = .standard) {
        self.heldOut = heldOut
        self.maximumPhotos = maximumPhotos
        self.gate = gate
    }
}
