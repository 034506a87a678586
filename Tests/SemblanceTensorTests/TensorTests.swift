import SemblanceCore
import SemblanceTensor
import Testing

@Suite("Tensors")
struct TensorTests {
    @Test("arithmetic is broadcast and reduced as in libtorch")
    @TensorActor func arithmetic() throws {
        let a = try Tensor([1, 2, 3, 4, 5, 6], shape: [2, 3])
        let row = try Tensor([10, 20, 30], shape: [3])
        #expect(try (a + row).floats() == [11, 22, 33, 14, 25, 36])
        #expect(try (a * 2 - 1).floats() == [1, 3, 5, 7, 9, 11])
        #expect(try a.mean([1]).floats() == [2, 5])
        #expect(try a.sum().scalar() == 21)
        #expect(try a.permuted([1, 0]).floats() == [1, 4, 2, 5, 3, 6])
    }

    @Test("a shape that does not fit throws with libtorch's words")
    @TensorActor func shapes() throws {
        let a = try Tensor([1, 2, 3], shape: [3])
        let b = try Tensor([1, 2], shape: [2])
        let error = #expect(throws: SemblanceError.self) { try a + b }
        #expect(error?.code == .engine)
        #expect(error?.description.contains("must match") == true)
        #expect(throws: SemblanceError.self) { try Tensor([1, 2, 3], shape: [2, 2]) }
    }

    @Test("gradients follow the chain rule, and stop where they are told to")
    @TensorActor func gradients() throws {
        let x = try Tensor([1, 2, 3], shape: [3]).requiringGradient()
        let y = try (x.squared() * 3).sum()
        #expect(try y.gradients(for: [x])[0]?.floats() == [6, 12, 18])
        let unrelated = try Tensor([1], shape: [1]).requiringGradient()
        let stopped = try (x * x.detached()).sum()
        let found = try stopped.gradients(for: [x, unrelated])
        #expect(try found[0]?.floats() == [1, 2, 3])
        #expect(found[1] == nil)
        let unrecorded = try withoutGradients { try x.squared().sum() }
        #expect(throws: SemblanceError.self) { try unrecorded.gradients(for: [x]) }
    }

    @Test("gradients of gradients")
    @TensorActor func secondOrder() throws {
        let x = try Tensor([2], shape: [1]).requiringGradient()
        let cube = try (x * x * x).sum()
        let first = try #require(try cube.gradients(for: [x], creatingGraph: true)[0])
        #expect(try first.floats() == [12])
        #expect(try first.sum().gradients(for: [x])[0]?.floats() == [12])
    }

    @Test("autocast computes products in bf16 and leaves the weights alone")
    @TensorActor func autocast() throws {
        let x = try Tensor([1.001, 1.001], shape: [1, 2])
        let weight = try Tensor([1, 1], shape: [1, 2])
        let exact = try x.linear(weight, bias: nil)
        let rounded = try Precision.bf16.autocast(on: .cpu) { try x.linear(weight, bias: nil) }
        #expect(exact.elementType == .float32)
        #expect(rounded.elementType == .bfloat16)
        #expect(try rounded.floats() == [2])
        #expect(weight.elementType == .float32)
        #expect(try x.linear(weight, bias: nil).elementType == .float32)
    }

    @Test("a seed gives the same numbers, and a kept state goes on where it was")
    @TensorActor func randomness() throws {
        let a = try RandomGenerator(seed: 7)
        let b = try RandomGenerator(seed: 7)
        #expect(try Tensor.randomNormal(shape: [9], generator: a).floats() == Tensor.randomNormal(shape: [9], generator: b).floats())
        let state = try a.state()
        let next = try Tensor.randomUniform(shape: [5], generator: a).floats()
        try b.restore(state)
        #expect(try Tensor.randomUniform(shape: [5], generator: b).floats() == next)
        #expect(
            try Tensor.randomNormal(shape: [9], generator: RandomGenerator(seed: 8)).floats()
                != Tensor.randomNormal(shape: [9], generator: b).floats())
    }

    @Test("devices by name", arguments: ["gpu", "cuda:x", "cuda:-1", "cpu:0", ""])
    func devices(name: String) {
        #expect(throws: SemblanceError.self) { try Device(named: name) }
    }

    @Test("the processor's device always exists")
    func processor() throws {
        #expect(try Device(named: "cpu") == .cpu)
    }
}
