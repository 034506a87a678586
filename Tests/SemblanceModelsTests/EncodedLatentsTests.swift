import SemblanceCore
import SemblanceTensor
import Testing

@testable import SemblanceModels

@Suite("Photos' latents among those that are drawn")
struct EncodedLatentsTests {
    /// Photos of one grey each: 0, 0.1, 0.2, …
    @TensorActor private static func photos(_ count: Int) throws -> Tensor {
        try Tensor((0..<count).flatMap { [Float](repeating: Float($0) / 10, count: 3 * 16) }, shape: [count, 3, 4, 4])
    }

    @Test("the last photos' take the first places, normalised as search does; half of an odd batch is rounded down")
    @TensorActor
    func places() throws {
        let generator = try RandomGenerator(seed: 1)
        let (z, codes) = (
            try Tensor.randomNormal(shape: [5, 8], generator: generator), try Tensor.randomNormal(shape: [5, 8], generator: generator)
        )
        let made = try EncodedLatents(share: 0.5, of: z, photos: Self.photos(5)) { try codes * 3 + 1 }
        let encoded = try #require(made)
        let (rows, drawn, given) = (try encoded.latents.floats(), try z.floats(), try codes.floats())
        #expect(encoded.latents.shape == [5, 8])
        #expect(Array(rows[16...]) == Array(drawn[16...]))
        for row in 0..<2 {
            let expected = LatentNormalization.standardized.apply(Array(given[((row + 3) * 8)..<((row + 4) * 8)]))
            #expect(zip(rows[(row * 8)..<(row * 8 + 8)], expected).allSatisfy { abs($0 - $1) < 1e-4 })
        }
        // Photos 3 and 4 are 0.3 and 0.4; the first two fakes are black, and nobody asks for the others.
        let fake = try Tensor([Float](repeating: 0, count: 2 * 48) + [Float](repeating: 9, count: 3 * 48), shape: [5, 3, 4, 4])
        #expect(abs(try encoded.imageError(fake).scalar() - (0.09 + 0.16) / 2) < 1e-6)
    }

    @Test("a share that comes to none changes nothing, and a run of it is refused")
    @TensorActor
    func none() throws {
        let z = try Tensor.randomNormal(shape: [4, 8], generator: RandomGenerator(seed: 1))
        for share in [0, 0.2] {
            let made = try EncodedLatents(share: share, of: z, photos: Self.photos(4)) { z }
            #expect(made == nil)
        }
        try ObjectiveConfiguration().validateShare(ofBatch: 2)
        try ObjectiveConfiguration(encodedShare: 0.5).validateShare(ofBatch: 2)
        let error = #expect(throws: SemblanceError.self) { try ObjectiveConfiguration(encodedShare: 0.2).validateShare(ofBatch: 4) }
        #expect(error?.message.contains("is none") == true)
    }

    @Test("no gradient goes back to the encoder, and the pixel error's goes to the photos' fakes alone")
    @TensorActor
    func gradients() throws {
        let z = try Tensor.randomNormal(shape: [4, 8], generator: RandomGenerator(seed: 1))
        let codes = try Tensor.randomNormal(shape: [4, 8], generator: RandomGenerator(seed: 2)).requiringGradient()
        let fake = try Tensor.full(0.5, shape: [4, 3, 4, 4]).requiringGradient()
        let made = try EncodedLatents(share: 0.5, of: z, photos: Self.photos(4)) { codes }
        let encoded = try #require(made)
        let fakeGradients = try encoded.imageError(fake).gradients(for: [fake])
        let slope = try #require(fakeGradients[0]).floats()
        #expect(slope[..<96].allSatisfy { $0 > 0 } && slope[96...].allSatisfy { $0 == 0 })
        let loss = try (encoded.latents.squared().sum() + codes.sum())
        let codeGradients = try loss.gradients(for: [codes])
        #expect(try #require(codeGradients[0]).floats().allSatisfy { $0 == 1 })
    }
}
