import SemblanceEvaluation

/// What became of a collection from one model version to another.
public struct ComparisonReport: Sendable, Encodable {
    /// Which images each has encoded.
    public let images: ImageCounts
    /// How far they agree on neighbours; nil where they have fewer than two images in common.
    public let neighbours: NeighbourAgreement?
    /// The images whose neighbours changed most, the most changed first.
    public let changed: [ChangedImage]
    /// What the latents of the common images are like; nil where there are none.
    public let latents: VersionPair<LatentStatistics>?
    /// What fresh random latents tell; nil where none were drawn.
    public let samples: VersionPair<SampleFigures>?
    /// How near reconstructions come to the same photos; nil where no photo was asked for.
    public let reconstruction: ReconstructionComparison?
    /// All of it in a line.
    public let verdict: ComparisonVerdict

    /// A null stands for what was not measured.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(images, forKey: .images)
        try container.encode(neighbours, forKey: .neighbours)
        try container.encode(changed, forKey: .changed)
        try container.encode(latents, forKey: .latents)
        try container.encode(samples, forKey: .samples)
        try container.encode(reconstruction, forKey: .reconstruction)
        try container.encode(verdict, forKey: .verdict)
    }

    private enum CodingKeys: String, CodingKey { case images, neighbours, changed, latents, samples, reconstruction, verdict }
}
