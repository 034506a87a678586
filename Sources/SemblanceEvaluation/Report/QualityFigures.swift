/// What is measured of a model and of each baseline alike. A nil says that a figure does not apply: no encoder, no generator, no photos, or
/// nothing known of them.
public struct QualityFigures: Sendable, Equatable, Encodable {
    /// The mean of ρ(z, E(G(z))), z fresh, through 8-bit pixels; −1 … 1.
    public let correlation: Double?
    /// How near reconstructions come to their photos.
    public let reconstruction: ReconstructionQuality?
    /// How often changed copies find their originals.
    public let selfRetrieval: SelfRetrieval?
    /// Agreement by column; null for a column that is no label.
    public let labels: [String: LabelAgreement?]?
    /// The mean lift of the columns that are labels.
    public let labelLift: Double?
    /// How well photos of one person find each other.
    public let identity: IdentityRetrieval?
    /// The same of the photos with each value of each label: by column, then by value; nil where persons or labels are not known.
    public let identityByLabel: [String: [String: IdentityGroup]]?
    /// Whether latents fill their space.
    public let collapse: LatentCollapse

    /// Writes a null where there is no figure, so that a reader finds every member.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(correlation, forKey: .correlation)
        try container.encode(reconstruction, forKey: .reconstruction)
        try container.encode(selfRetrieval, forKey: .selfRetrieval)
        try container.encode(labels, forKey: .labels)
        try container.encode(labelLift, forKey: .labelLift)
        try container.encode(identity, forKey: .identity)
        try container.encode(identityByLabel, forKey: .identityByLabel)
        try container.encode(collapse, forKey: .collapse)
    }

    private enum CodingKeys: String, CodingKey {
        case correlation, reconstruction, selfRetrieval, labels, labelLift, identity, identityByLabel, collapse
    }

    /// The mean lift; nil where no column is a label.
    static func meanLift(_ labels: [String: LabelAgreement?]) -> Double? {
        // In the order of names: a sum of doubles depends on it.
        let lifts = labels.sorted { $0.key < $1.key }.compactMap { $0.value?.lift }
        return lifts.isEmpty ? nil : lifts.reduce(0, +) / Double(lifts.count)
    }
}
