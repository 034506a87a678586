import SemblanceTensor
import Testing

@testable import SemblanceModels

/// Random numbers that a golden file gives, instead of a generator.
@TensorActor
struct GivenNoise: NoiseSource {
    var uniforms: Tensor?
    var normals: Tensor?

    func uniform(_ shape: [Int]) throws -> Tensor { try given(uniforms, shape) }
    func normal(_ shape: [Int]) throws -> Tensor { try given(normals, shape) }

    private func given(_ tensor: Tensor?, _ shape: [Int]) throws -> Tensor {
        let tensor = try #require(tensor, "no random numbers of this kind were expected")
        #expect(tensor.shape == shape)
        return tensor
    }
}
