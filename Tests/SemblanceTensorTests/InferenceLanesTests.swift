import SemblanceCore
import SemblanceTensor
import Testing

@Suite("Passes beside the tensor thread")
struct InferenceLanesTests {
    @Test("give what the tensor thread gives, whichever lane runs them, each on one thread")
    func results() async throws {
        let lanes = InferenceLanes(count: 3)
        let values = try await withThrowingTaskGroup(of: (Int, [Float]).self) { group in
            for index in 0..<24 {
                group.addTask { (index, try await lanes.run { try Self.pass(index) }) }
            }
            return try await group.reduce(into: [Int: [Float]]()) { $0[$1.0] = $1.1 }
        }
        for index in 0..<24 {
            let expected = try await TensorActor.run { try Self.pass(index) }
            let found = try #require(values[index])
            #expect(zip(found, expected).allSatisfy { abs($0 - $1) <= 1e-5 * max(1, abs($1)) } && found.count == expected.count)
        }
        #expect(try await lanes.run { Torch.threads } == 1)
    }

    @Test("throw what they throw, and run on")
    func failures() async throws {
        let lanes = InferenceLanes(count: 1)
        let error = await #expect(throws: SemblanceError.self) {
            try await lanes.run { _ = try Tensor([1, 2, 3], shape: [3]) + Tensor([1, 2], shape: [2]) }
        }
        #expect(error?.code == .engine)
        #expect(try await lanes.run { try Tensor([1, 2], shape: [2]).floats() } == [1, 2])
    }

    @TensorActor private static func pass(_ index: Int) throws -> [Float] {
        try withoutGradients {
            let x = try Tensor((0..<4096).map { Float(($0 * (index + 3)) % 17) }, shape: [64, 64])
            return try (x * x + x).floats()
        }
    }
}
