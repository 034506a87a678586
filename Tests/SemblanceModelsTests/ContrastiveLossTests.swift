import Foundation
import SemblanceTensor
import Testing

@testable import SemblanceModels

@Suite("Telling photos from each other by altered copies")
struct ContrastiveLossTests {
    /// Rows with a one in a place of their own: ρ of two of them is −1/7.
    @TensorActor private static func codes(_ places: [Int]) throws -> Tensor {
        try Tensor(places.flatMap { place in (0..<8).map { $0 == place ? 1 : 0 } }, shape: [places.count, 8])
    }

    @Test("costs ln(batch) where all codes are alike, next to nothing where each copy has its photo's, and most where they are mixed up")
    @TensorActor
    func values() throws {
        let loss = ContrastiveLoss()
        let alike = try loss(Self.codes([2, 2, 2, 2]), Self.codes([2, 2, 2, 2])).scalar()
        #expect(abs(alike - Float(log(4.0))) < 1e-5)
        let told = try loss(Self.codes([0, 1, 2, 3]), Self.codes([0, 1, 2, 3])).scalar()
        #expect(abs(told - Float(log(1 + 3 * exp(-80.0 / 7)))) < 1e-5)
        let mixed = try loss(Self.codes([0, 1, 2, 3]), Self.codes([1, 2, 3, 0])).scalar()
        #expect(mixed > 11 && mixed < 12)
    }

    @Test("does not mind the average and the length of a code, as search does not")
    @TensorActor
    func invariance() throws {
        let loss = ContrastiveLoss()
        let generator = try RandomGenerator(seed: 3)
        let photos = try Tensor.randomNormal(shape: [6, 8], generator: generator)
        let copies = try photos + Tensor.randomNormal(shape: [6, 8], generator: generator)
        let plain = try loss(photos, copies).scalar()
        #expect(abs(try loss(photos * 7 + 3, copies * 0.2 - 5).scalar() - plain) < 1e-4)
        // Whose copy is whose counts, and nothing else: both may change places.
        #expect(abs(try loss(copies, photos).scalar() - plain) < 1e-4)
    }
}
