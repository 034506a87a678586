/// Turns prepared images into latents. The same pixels give the same latent, alone or in a batch.
public protocol ImageEncoder: Sendable {
    /// How images must be prepared for this encoder.
    var preprocessing: Preprocessing { get }
    /// n, the length of a latent.
    var latentDimension: Int { get }
    /// What the objective does with encodings.
    var normalization: LatentNormalization { get }

    /// Throws `incompatible` for a model that generates but has no encoder, so that long work need not begin.
    func requireEncoder() throws

    /// Encodes any number of images of `preprocessing.resolution` squared.
    ///
    /// - Returns: one latent an image, in their order
    func encode(_ images: [RGBImage]) async throws -> [Latent]
}

extension ImageEncoder {
    /// Most models encode.
    public func requireEncoder() throws {}
}

/// Turns latents into images.
public protocol ImageGenerator: Sendable {
    /// n, the length of a latent.
    var latentDimension: Int { get }
    /// The side of a generated image in pixels.
    var resolution: Int { get }
    /// What its paper multiplies latents with before they are drawn.
    var truncation: Float { get }
    /// The way between two latents that its paper shows.
    var interpolation: LatentInterpolation { get }

    /// G(truncation · v) for each v.
    ///
    /// - Parameters:
    ///   - latents: vectors of `latentDimension` values
    ///   - truncation: what they are multiplied with; the published reconstructions use 0.9
    func generate(_ latents: [[Float]], truncation: Float) async throws -> [RGBImage]

    /// Images of G(truncation · z), z ~ N(0, I) drawn from `seed`.
    func sample(count: Int, seed: UInt64, truncation: Float) async throws -> [RGBImage]
}
