/// What an evaluation found: every figure by its name in the JSON reply. A null says that a figure does not apply.
@dynamicMemberLookup
public struct QualityReport: Sendable, Equatable, Encodable {
    /// How many photos were looked at.
    public let images: Int
    /// How many files could not be decoded; no figure counts them.
    public let failed: Int
    /// How many random latents the figures on samples rest on.
    public let samples: Int
    /// What everything random followed from.
    public let seed: UInt64
    /// How many neighbours label agreement counts.
    public let neighbours: Int
    /// What was measured of the model; its members are this report's too.
    public let figures: QualityFigures
    /// How far pictures are from photos, patch by patch.
    public let swd: SlicedWassersteinReport?
    /// How far pictures are from photos, as a network sees them; nil where none was named.
    public let fid: FrechetReport?
    /// The same figures of what a model should be better than; nil where they were not asked for, or without photos.
    public let baselines: BaselineReports?

    /// A figure of the model.
    public subscript<Value>(dynamicMember member: KeyPath<QualityFigures, Value>) -> Value { figures[keyPath: member] }

    /// Writes a null where there is no figure, so that a reader finds every member.
    public func encode(to encoder: any Encoder) throws {
        try figures.encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(images, forKey: .images)
        try container.encode(failed, forKey: .failed)
        try container.encode(samples, forKey: .samples)
        try container.encode(seed, forKey: .seed)
        try container.encode(neighbours, forKey: .neighbours)
        try container.encode(swd, forKey: .swd)
        try container.encode(fid, forKey: .fid)
        try container.encode(baselines, forKey: .baselines)
    }

    private enum CodingKeys: String, CodingKey { case images, failed, samples, seed, neighbours, swd, fid, baselines }
}
