/// The Fréchet distance of a model's pictures to photos in the features of a network that the user named (Heusel et al., arXiv 1706.08500).
public struct FrechetReport: Sendable, Equatable, Encodable {
    /// Of samples to photos; nil where none were drawn.
    public let samples: Double?
    /// Of reconstructions to the photos that they are of; nil without an encoder.
    public let reconstructions: Double?
    /// How many pictures each set has. The distance falls as there are more, so that figures of different numbers do not compare.
    public let images: Int
    /// How many features a picture has.
    public let dimension: Int
    /// The network's file.
    public let file: String
    /// The SHA-256 of the file's bytes, in hexadecimal digits.
    public let sha256: String
    /// What the choice of photos and the samples followed from.
    public let seed: UInt64
    /// How it was measured, in words.
    public let `protocol`: String

    /// A null stands for what was not measured.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(samples, forKey: .samples)
        try container.encode(reconstructions, forKey: .reconstructions)
        try container.encode(images, forKey: .images)
        try container.encode(dimension, forKey: .dimension)
        try container.encode(file, forKey: .file)
        try container.encode(sha256, forKey: .sha256)
        try container.encode(seed, forKey: .seed)
        try container.encode(`protocol`, forKey: .protocol)
    }

    private enum CodingKeys: String, CodingKey {
        case samples, reconstructions, images, dimension, file, sha256, seed
        case `protocol`
    }
}
