import SemblanceCore
import SemblanceTensor
import Testing

@testable import SemblanceModels

@Suite("Latents as tensors")
struct LatentTensorTests {
    @Test("avg and ρ on tensors agree with their definitions on vectors")
    @TensorActor func agreement() throws {
        let generator = try RandomGenerator(seed: 3)
        let u = try Tensor.randomNormal(shape: [5, 40], generator: generator) * 3 + 2
        let v = try Tensor.randomNormal(shape: [5, 40], generator: generator)
        let (us, vs) = (try u.floats().rows(of: 40), try v.floats().rows(of: 40))
        let correlations = try u.correlation(with: v).floats()
        let averages = try u.latentAverage().floats()
        for row in 0..<5 {
            #expect(abs(correlations[row] - pearsonCorrelation(us[row], vs[row])) < 1e-5)
            #expect(abs(averages[row] - VectorStatistics(us[row]).average) < 1e-5)
        }
    }
}
