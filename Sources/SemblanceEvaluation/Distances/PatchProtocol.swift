import SemblanceCore

/// What the sliced Wasserstein distance looks at: which patches of which levels, and along which directions.
///
/// After Karras et al. (arXiv 1710.10196, section 5): 7 × 7 pixels of three channels from each level of a Laplacian pyramid down to 16 px, at
/// random places, 512 random directions. They take 128 patches of 16,384 images; here it is 16,384 patches of a level, spread evenly over
/// the images that there are, and at most 128 of one. The places in the i-th picture are those of the i-th picture of any other set.
struct PatchProtocol: Sendable, Equatable {
    /// The sides of the levels, the greatest first.
    let sides: [Int]
    /// How many patches are taken of each picture and level.
    let patchesPerImage: Int
    /// Determines places and directions.
    let seed: UInt64

    /// The side of a patch in pixels.
    static let patchSide = 7
    /// How many values a patch has.
    static let length = patchSide * patchSide * 3
    /// About how many patches of a level are taken in all.
    static let patches = 16_384
    /// The most patches of one level of one picture.
    static let greatestPerImage = 128
    /// How many directions patches are projected on.
    static let directions = 512

    /// - Parameters:
    ///   - side: of the pictures, in pixels
    ///   - images: how many pictures a set will have, at least 1
    /// - Returns: nil where a level does not fit.
    init?(side: Int, images: Int, seed: UInt64) {
        sides = LaplacianPyramid.sides(of: side)
        guard !sides.isEmpty, images > 0 else { return nil }
        patchesPerImage = min(Self.greatestPerImage, (Self.patches + images - 1) / images)
        self.seed = seed
    }

    /// The upper left corners of the patches of a picture, by level.
    ///
    /// - Parameter index: the picture's position in its set
    func places(image index: Int) -> [[(x: Int, y: Int)]] {
        var random = SplitMix64(seed: seed, stream: 1 << 32 | UInt64(index))
        return sides.map { side in
            (0..<patchesPerImage).map { _ in
                let x = Int.random(in: 0...side - Self.patchSide, using: &random)
                return (x, Int.random(in: 0...side - Self.patchSide, using: &random))
            }
        }
    }

    /// Directions of length 1, one after the other, uniform on the sphere.
    func directions() -> [Float] {
        var random = SplitMix64(seed: seed, stream: 3)
        return (0..<Self.directions).flatMap { _ in LatentNormalization.unitLength.apply(random.normal(count: Self.length)) }
    }
}
