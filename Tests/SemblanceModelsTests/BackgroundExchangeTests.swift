import SemblanceTensor
import Testing

@testable import SemblanceModels

@Suite("Other backgrounds for photos")
struct BackgroundExchangeTests {
    private static let side = 32

    /// Photos of one grey each: 1, 2, 3, …
    @TensorActor private static func photos(_ count: Int) throws -> Tensor {
        try Tensor(
            (0..<count).flatMap { [Float](repeating: Float($0 + 1), count: 3 * side * side) }, shape: [count, 3, side, side])
    }

    /// A value of each photo.
    @TensorActor private static func values(_ images: Tensor, _ x: Int, _ y: Int) throws -> [Float] {
        let all = try images.floats()
        return (0..<images.shape[0]).map { all[$0 * 3 * side * side + y * side + x] }
    }

    @Test("outside an ellipse there is the next photo, inside the photo itself, and between them something of both")
    @TensorActor
    func exchanged() throws {
        let images = try BackgroundExchange(probability: 1)(Self.photos(4), noise: RandomGenerator(seed: 1))
        for (x, y) in [(0, 0), (31, 0), (0, 31), (31, 31), (0, 16)] { #expect(try Self.values(images, x, y) == [2, 3, 4, 1]) }
        for (x, y) in [(16, 17), (16, 10), (12, 20)] { #expect(try Self.values(images, x, y) == [1, 2, 3, 4]) }
        let row = try (0..<16).map { try Self.values(images, $0, 17)[0] }
        #expect(row == row.sorted(by: >) && row.contains { $0 > 1 && $0 < 2 })
    }

    @Test("happens to as many as it shall, and to the same ones for the same numbers")
    @TensorActor
    func probability() throws {
        let photos = try Self.photos(400)
        func corners(_ probability: Double, seed: UInt64 = 1) throws -> [Float] {
            try Self.values(BackgroundExchange(probability: probability)(photos, noise: RandomGenerator(seed: seed)), 0, 0)
        }
        let own = (1...400).map(Float.init)
        #expect(try corners(0) == own)
        let changed = try zip(corners(0.7), own).count { $0 != $1 }
        #expect((240...320).contains(changed))
        #expect(try corners(0.7) == corners(0.7) && corners(0.7) != corners(0.7, seed: 2))
    }

    @Test("leaves a photo alone that has no other beside it")
    @TensorActor
    func alone() throws {
        let photo = try Self.photos(1)
        #expect(try BackgroundExchange(probability: 1)(photo, noise: RandomGenerator(seed: 1)).floats() == photo.floats())
    }
}
