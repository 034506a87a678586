import SemblanceTensor
import Testing

@testable import SemblanceModels

@Suite("Altered copies that photos are told apart by")
struct ContrastiveViewTests {
    @Test("have values that a photo can have: what is brighter than white is white")
    @TensorActor
    func range() throws {
        let photos = try Tensor([-1, 1].flatMap { [Float](repeating: $0, count: 3 * 32 * 32) }, shape: [2, 3, 32, 32])
        let values = try ContrastiveView()(photos, noise: RandomGenerator(seed: 1)).floats()
        #expect(values.allSatisfy { abs($0) <= 1 })
        #expect(values.contains { abs($0) == 1 })
    }
}
