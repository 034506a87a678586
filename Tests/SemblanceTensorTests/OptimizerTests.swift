import SemblanceCore
import SemblanceTensor
import Testing

@Suite("Optimizers")
struct OptimizerTests {
    @Test("RMSprop moves by η g / (√E[g²] + ε)")
    @TensorActor func rmsprop() throws {
        let parameter = try Tensor([1, 1], shape: [2]).requiringGradient()
        let optimizer = try Optimizer(.rmsprop(learningRate: 0.1, decay: 0.99, epsilon: 1e-7), parameters: [parameter])
        try optimizer.step([Tensor([2, -4], shape: [2])])
        // E[g²] = 0.01 g², so the first step is 0.1 / 0.1 in the gradient's direction.
        let values = try parameter.floats()
        #expect(abs(values[0] - 0) < 1e-4 && abs(values[1] - 2) < 1e-4)
    }

    @Test("Adam's first step is the learning rate long")
    @TensorActor func adam() throws {
        let parameter = try Tensor([1, 1], shape: [2]).requiringGradient()
        let optimizer = try Optimizer(.adam(learningRate: 0.1, beta1: 0.5, beta2: 0.999, epsilon: 1e-8), parameters: [parameter])
        try optimizer.step([Tensor([2, -4], shape: [2])])
        let values = try parameter.floats()
        #expect(abs(values[0] - 0.9) < 1e-4 && abs(values[1] - 1.1) < 1e-4)
    }

    @Test("no gradient, no change; a wrong number of gradients is refused")
    @TensorActor func missing() throws {
        let parameter = try Tensor([1], shape: [1]).requiringGradient()
        let optimizer = try Optimizer(.oGAN, parameters: [parameter])
        try optimizer.step([nil])
        #expect(try parameter.floats() == [1])
        #expect(throws: SemblanceError.self) { try optimizer.step([]) }
    }
}
