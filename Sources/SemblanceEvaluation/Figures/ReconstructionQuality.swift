import Foundation
import SemblanceCore

/// How near G(0.9 · N(E(x))) comes to x, on pixels of 0 … 255 divided by 255.
public struct ReconstructionQuality: Sendable, Equatable, Encodable {
    /// The mean |x − G(E(x))| over pixels, channels and images; 0 … 1.
    public let l1: Double
    /// The mean over images of 10 log₁₀(1 / mean (x − G(E(x)))²), in dB; infinite where an image comes back exactly.
    public let psnr: Double
    /// The mean MS-SSIM of luma; nil for images smaller than its window.
    public let msSsim: Double?
    /// How many of MS-SSIM's five scales the size allows, their weights renormalised.
    public let msSsimScales: Int
    /// How many images were reconstructed.
    public let images: Int

    /// A null stands for what was not measured.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(l1, forKey: .l1)
        try container.encode(psnr, forKey: .psnr)
        try container.encode(msSsim, forKey: .msSsim)
        try container.encode(msSsimScales, forKey: .msSsimScales)
        try container.encode(images, forKey: .images)
    }

    private enum CodingKeys: String, CodingKey { case l1, psnr, msSsim, msSsimScales, images }

    /// Collects what is needed image by image.
    public struct Accumulator: Sendable {
        private let similarity: MultiScaleSimilarity?
        private var (l1, psnr, msSsim) = (0.0, 0.0, 0.0)
        private var count = 0

        /// - Parameter side: the side of the images in pixels
        public init(side: Int) { similarity = MultiScaleSimilarity(side: side) }

        /// Adds a prepared photo and what the model made of it.
        ///
        /// - Precondition: images of one size.
        public mutating func add(_ original: RGBImage, _ reconstruction: RGBImage) {
            precondition(original.pixels.count == reconstruction.pixels.count, "images of one size")
            var (absolute, squared) = (0, 0)
            for (a, b) in zip(original.pixels, reconstruction.pixels) {
                let difference = Int(a) - Int(b)
                absolute += abs(difference)
                squared += difference * difference
            }
            let values = Double(original.pixels.count)
            l1 += Double(absolute) / values / 255
            psnr += squared == 0 ? .infinity : 10 * log10(255 * 255 * values / Double(squared))
            msSsim += similarity?.compare(original, reconstruction) ?? 0
            count += 1
        }

        /// The means; nil where nothing was added.
        public var result: ReconstructionQuality? {
            guard count > 0 else { return nil }
            let images = Double(count)
            return ReconstructionQuality(
                l1: l1 / images, psnr: psnr / images, msSsim: similarity == nil ? nil : msSsim / images,
                msSsimScales: similarity?.scales ?? 0, images: count)
        }
    }
}
