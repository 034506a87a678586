import SemblanceCore
import Testing

@testable import SemblanceTensor

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

    private static let rules: [OptimizerConfiguration] = [
        .rmsprop(learningRate: 0.01, decay: 0.9, epsilon: 1e-7), .adam(learningRate: 0.01, beta1: 0.5, beta2: 0.99, epsilon: 1e-8),
    ]

    /// Two parameters, the second without any gradient.
    @TensorActor private func parameters() throws -> [Tensor] {
        try [Tensor([1, -2, 3], shape: [3]).requiringGradient(), Tensor([5], shape: [1]).requiringGradient()]
    }

    @TensorActor private func step(_ optimizer: Optimizer, _ values: [Float]) throws {
        try optimizer.step([Tensor(values, shape: [3]), nil])
    }

    @Test("an optimizer that is restored goes on to the same bits; one that is not goes elsewhere", arguments: rules)
    @TensorActor func resumed(rule: OptimizerConfiguration) throws {
        let straight = try parameters()
        let first = try Optimizer(rule, parameters: straight)
        for gradient in [[1, 2, 3], [-3, 0.5, 1]] as [[Float]] { try step(first, gradient) }
        let state = try first.state()
        let names = rule == Self.rules[0] ? ["0.square_avg", "0.step"] : ["0.exp_avg", "0.exp_avg_sq", "0.step"]
        #expect(state.keys.sorted() == names)
        #expect(try state["0.step"]?.floats() == [2])

        let (resumed, forgetful) = (try parameters(), try parameters())
        for copies in [resumed, forgetful] { for (copy, parameter) in zip(copies, straight) { try copy.assign(parameter) } }
        let (second, third) = (try Optimizer(rule, parameters: resumed), try Optimizer(rule, parameters: forgetful))
        try step(second, [9, 9, 9])
        for (copy, parameter) in zip(resumed, straight) { try copy.assign(parameter) }
        try second.restore(state, source: "state")
        // What was read is a copy: going on does not change it.
        for optimizer in [first, second, third] { try step(optimizer, [0.1, -4, 2]) }
        #expect(try resumed[0].floats() == straight[0].floats() && resumed[1].floats() == [5])
        #expect(try forgetful[0].floats() != straight[0].floats())
        #expect(try state["0.step"]?.floats() == [2])
        try second.restore([:], source: "nothing")
        #expect(try second.state().isEmpty)
    }

    @Test("the learning rate can be read and changed, and the next step has its length", arguments: rules)
    @TensorActor func learningRate(rule: OptimizerConfiguration) throws {
        let parameters = try parameters()
        let optimizer = try Optimizer(rule, parameters: parameters)
        #expect(optimizer.learningRate == 0.01 && rule.learningRate == 0.01)
        optimizer.learningRate = 0
        try step(optimizer, [1, 1, 1])
        #expect(try parameters[0].floats() == [1, -2, 3])
        var other = rule
        other.learningRate = 0.25
        #expect(other != rule && other.learningRate == 0.25 && other.stateNames == rule.stateNames)
    }

    @Test("the state of another optimizer is refused and changes nothing")
    @TensorActor func foreignState() throws {
        let parameters = try parameters()
        let optimizer = try Optimizer(Self.rules[0], parameters: parameters)
        try step(optimizer, [1, 2, 3])
        let other = try Optimizer(Self.rules[1], parameters: parameters)
        try step(other, [1, 2, 3])
        var short = try optimizer.state()
        short["0.square_avg"] = try Tensor([1], shape: [1])
        var extra = try optimizer.state()
        extra["7.step"] = extra["0.step"]
        let before = try optimizer.state().mapValues { try $0.floats() }
        for state in [try other.state(), short, extra] {
            let error = #expect(throws: SemblanceError.self) { try optimizer.restore(state, source: "run.safetensors") }
            #expect(error?.code == .incompatible && error?.message.contains("run.safetensors") == true)
        }
        #expect(try optimizer.state().mapValues { try $0.floats() } == before)
    }
}
