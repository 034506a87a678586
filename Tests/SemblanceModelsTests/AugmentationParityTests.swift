import SemblanceTensor
import Testing

@testable import SemblanceModels

@Suite("The augmentations' parity with an independent implementation")
struct AugmentationParityTests {
    private static let shift = 0.15
    private static let cases: [(name: String, ranges: AugmentationRanges)] = [
        ("affine", AugmentationRanges(flips: true, shift: shift, scale: 0.8...1.25)),
        ("brightness", AugmentationRanges(brightness: 0.5)),
        ("saturation", AugmentationRanges(saturation: 0...2)),
        ("contrast", AugmentationRanges(contrast: 0.5...1.5)),
        ("cutout", AugmentationRanges(cutout: 0.5)),
        (
            "composed",
            AugmentationRanges(
                flips: true, shift: shift, scale: 0.8...1.25, brightness: 0.5, saturation: 0...2, contrast: 0.5...1.5, cutout: 0.5)
        ),
    ]

    @Test("each change of images, and all of them in turn, agree, and so do the gradients that pass through", arguments: cases.indices)
    @TensorActor func parity(index: Int) throws {
        let (name, ranges) = Self.cases[index]
        let file = try Golden.file("augmentation")
        func golden(_ name: String) throws -> Tensor { try #require(file.tensors[name], "\(name) is missing from the golden file") }
        let leaf = try golden("input.x").requiringGradient()
        let augmenter = Augmenter(ranges, probability: 1)
        let result = try augmenter(leaf, noise: GivenNoise(uniforms: try uniforms(golden)))
        #expect(try relativeError(result, golden("output.\(name)")) < 1e-5, "\(name)")
        let gradient = try (result * golden("input.cotangent")).sum().gradients(for: [leaf])[0]
        #expect(try relativeError(#require(gradient), golden("gradient.\(name)")) < 1e-5, "the gradient of \(name)")
    }

    /// The uniform numbers that an augmenter of these ranges turns into the golden file's changes.
    @TensorActor
    private func uniforms(_ golden: (String) throws -> Tensor) throws -> Tensor {
        let (theta, hole) = (try golden("input.theta").floats(), try golden("input.hole").floats())
        let colours = try ["brightness", "saturation", "contrast"].map { try golden("input.\($0)").floats() }
        let count = theta.count / 6
        var values: [Float] = []
        for image in 0..<count {
            let (scale, x, y) = (theta[6 * image + 4], theta[6 * image + 2], theta[6 * image + 5])
            let place = { (offset: Float) in (offset / Float(2 * Self.shift) + 1) / 2 }
            values += [0, theta[6 * image] < 0 ? 0 : 0.75, 0, (scale - 0.8) / 0.45, 0.5, 0.5, 0, place(x), place(y)]
            values += [0, colours[0][image] + 0.5, colours[1][image] / 2, colours[2][image] - 0.5]
            values += [0, hole[2 * image], hole[2 * image + 1]]
        }
        return try Tensor(values, shape: [count, AugmentationDraw.uniforms])
    }
}
