import Foundation
import SemblanceCore

/// MS-SSIM, the multi-scale structural similarity of two images (Wang, Simoncelli & Bovik 2003), on their luma.
///
/// Windows of 11 × 11 pixels with Gaussian weights (σ 1.5) that lie wholly within the image; K1 = 0.01, K2 = 0.03, L = 255; the image is
/// halved from scale to scale. Five scales need a side of 176 px: smaller images have as many as leave a window, the published
/// weights divided by the sum of those used, so that figures of one resolution compare with each other and with no other's.
public struct MultiScaleSimilarity: Sendable, Equatable {
    /// How many scales are used.
    public let scales: Int

    private let weights: [Double]
    private static let published = [0.0448, 0.2856, 0.3001, 0.2363, 0.1333]
    private static let windowSide = 11
    private static let window: [Float] = {
        let raw = (0..<windowSide).map { exp(-Double(($0 - 5) * ($0 - 5)) / (2 * 1.5 * 1.5)) }
        let sum = raw.reduce(0, +)
        return raw.map { Float($0 / sum) }
    }()

    /// The measure for images of one size; nil where not even one window fits.
    ///
    /// - Parameter side: the smaller side in pixels
    public init?(side: Int) {
        var fitting = 0
        while fitting < Self.published.count, side >> fitting >= Self.windowSide { fitting += 1 }
        guard fitting > 0 else { return nil }
        let used = Self.published.prefix(fitting)
        scales = fitting
        weights = used.map { $0 / used.reduce(0, +) }
    }

    /// 1 for equal images, and less as they differ; a negative mean counts as 0.
    ///
    /// - Precondition: images of one size, no smaller than the side that this measure was made for.
    public func compare(_ a: RGBImage, _ b: RGBImage) -> Double {
        precondition(a.width == b.width && a.height == b.height, "images of one size")
        var (x, y) = (GrayPlane(a), GrayPlane(b))
        var product = 1.0
        for (scale, weight) in weights.enumerated() {
            let terms = Self.terms(x, y)
            let isLast = scale == weights.count - 1
            product *= pow(max(isLast ? terms.whole : terms.contrastStructure, 0), weight)
            if !isLast { (x, y) = (x.halved(), y.halved()) }
        }
        return product
    }

    /// The means over all windows: of luminance times contrast times structure, which the last scale takes as in the authors' own
    /// script, and of contrast times structure, which the others take.
    private static func terms(_ x: GrayPlane, _ y: GrayPlane) -> (whole: Double, contrastStructure: Double) {
        let (c1, c2) = (0.01 * 255 * 0.01 * 255, 0.03 * 255 * 0.03 * 255)
        let (meanX, meanY) = (x.filtered(window), y.filtered(window))
        let (squareX, squareY, cross) = ((x * x).filtered(window), (y * y).filtered(window), (x * y).filtered(window))
        var (whole, contrastStructure) = (0.0, 0.0)
        for index in meanX.values.indices {
            let (mx, my) = (Double(meanX.values[index]), Double(meanY.values[index]))
            let varianceX = Double(squareX.values[index]) - mx * mx
            let varianceY = Double(squareY.values[index]) - my * my
            let covariance = Double(cross.values[index]) - mx * my
            let term = (2 * covariance + c2) / (varianceX + varianceY + c2)
            contrastStructure += term
            whole += term * (2 * mx * my + c1) / (mx * mx + my * my + c1)
        }
        let count = Double(meanX.values.count)
        return (whole / count, contrastStructure / count)
    }
}
