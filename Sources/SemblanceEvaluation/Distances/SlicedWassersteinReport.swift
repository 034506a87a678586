/// The sliced Wasserstein distance of a model's pictures to photos, times 1,000 as is the custom. 0 for equal sets of patches.
public struct SlicedWassersteinReport: Sendable, Equatable, Encodable {
    /// One level of the pyramid.
    public struct Level: Sendable, Equatable, Encodable {
        /// Its side in pixels: the finest shows noise and sharpness, the coarsest what the picture is as a whole.
        public let resolution: Int
        /// Of samples to photos; nil where none were drawn.
        public let samples: Double?
        /// Of reconstructions to the photos that they are of; nil without an encoder.
        public let reconstructions: Double?

        /// A null stands for what was not measured.
        public func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(resolution, forKey: .resolution)
            try container.encode(samples, forKey: .samples)
            try container.encode(reconstructions, forKey: .reconstructions)
        }

        private enum CodingKeys: String, CodingKey { case resolution, samples, reconstructions }
    }

    /// The mean over levels, samples to photos.
    public let samples: Double?
    /// The mean over levels, reconstructions to their photos.
    public let reconstructions: Double?
    /// Each level, the finest first.
    public let levels: [Level]
    /// How many pictures each set has.
    public let images: Int
    /// How many patches of a level each set has.
    public let patches: Int
    /// How many patches of a level are taken of a picture.
    public let patchesPerImage: Int
    /// How many directions patches were projected on.
    public let directions: Int
    /// What places, directions and the choice of photos followed from.
    public let seed: UInt64
    /// How it was measured, in words.
    public let `protocol`: String

    /// A null stands for what was not measured.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(samples, forKey: .samples)
        try container.encode(reconstructions, forKey: .reconstructions)
        try container.encode(levels, forKey: .levels)
        try container.encode(images, forKey: .images)
        try container.encode(patches, forKey: .patches)
        try container.encode(patchesPerImage, forKey: .patchesPerImage)
        try container.encode(directions, forKey: .directions)
        try container.encode(seed, forKey: .seed)
        try container.encode(`protocol`, forKey: .protocol)
    }

    private enum CodingKeys: String, CodingKey {
        case samples, reconstructions, levels, images, patches, patchesPerImage, directions, seed
        case `protocol`
    }
}
