import SemblanceCore
import SemblanceImaging
import SemblanceModels
import SemblanceTensor
import Testing

@testable import SemblanceTraining

@Suite("Averaged weights and their statistics")
@TensorActor struct AveragingTests {
    private func networks(seed: UInt64) throws -> ModelNetworks {
        try ModelNetworks(ModelConfiguration(network: DrawnFaces.network), seed: seed)
    }

    private func bias(of networks: ModelNetworks) throws -> Tensor {
        try #require(networks.state.entries.first { $0.name == "encoder.dense.bias" }).tensor
    }

    @Test("the copy starts as the networks are, and without a decay follows every step at once")
    func withoutDecay() throws {
        let (networks, copy) = (try networks(seed: 1), try networks(seed: 2))
        let average = try ExponentialMovingAverage(of: networks, in: copy, decay: 0)
        func agree() throws -> Bool {
            try zip(networks.state.parameters, copy.state.parameters).allSatisfy { try $0.floats() == $1.floats() }
        }
        #expect(try agree())
        for value in [0.5, -2.25] {
            let bias = try bias(of: networks)
            try bias.assign(.full(value, shape: bias.shape))
            #expect(try !agree())
            try average.update()
            #expect(try agree())
        }
    }

    @Test("with a decay it keeps min(decay, (1 + t) / (10 + t)) of the old a step")
    func recurrence() throws {
        let (networks, copy) = (try networks(seed: 1), try networks(seed: 1))
        let bias = try bias(of: networks)
        try bias.assign(.full(1, shape: bias.shape))
        let average = try ExponentialMovingAverage(of: networks, in: copy, decay: 0.3)
        var expected = 1.0
        for step in 0..<12 {
            let value = Double(step * step) - 7
            try bias.assign(.full(value, shape: bias.shape))
            try average.update()
            // 0.1, 2/11, 0.25, 4/13 > 0.3: the warm-up ends at the fourth step.
            let kept = [0.1, 2.0 / 11, 0.25].indices.contains(step) ? [0.1, 2.0 / 11, 0.25][step] : 0.3
            expected = kept * expected + (1 - kept) * value
            let found = try self.bias(of: copy).floats()
            #expect(found.allSatisfy { abs(Double($0) - expected) < 1e-4 * max(1, abs(expected)) }, "after step \(step)")
        }
    }

    @Test("statistics are the plain mean of what each batch gives alone, for the encoder and the generator")
    func batchMeans() throws {
        let images = (0..<24).map { DrawnFace(seed: UInt64($0)).image(size: 32) }
        let networks = try networks(seed: 5)
        let calibration = try StatisticsCalibration(images: images, batchSize: 8, latentDimension: 16, seed: 6, device: .cpu)
        try calibration.calibrate(networks, precision: .fp32)
        let found = try statistics(of: networks)

        let generator = try RandomGenerator(seed: 6)
        var sums: [String: [Float]] = [:]
        for start in stride(from: 0, to: 24, by: 8) {
            let alone = try self.networks(seed: 5)
            try withoutGradients {
                _ = try alone.encode(Tensor(images: Array(images[start..<(start + 8)])), .batch(momentum: 1))
                _ = try alone.generator(Tensor.randomNormal(shape: [8, 16], generator: generator), .batch(momentum: 1))
            }
            for (name, values) in try statistics(of: alone) {
                sums[name] = sums[name].map { zip($0, values).map { $0 + $1 } } ?? values
            }
        }
        #expect(
            found.count == sums.count && found.keys.contains { $0.hasPrefix("encoder") }
                && found.keys.contains { $0.hasPrefix("generator") })
        for (name, values) in found {
            let expected = try #require(sums[name]).map { $0 / 3 }
            #expect(zip(values, expected).allSatisfy { abs($0 - $1) < 1e-4 * max(1, abs($1)) }, "\(name)")
        }
        // Calibrating again begins anew.
        try calibration.calibrate(networks, precision: .fp32)
        #expect(try statistics(of: networks) == found)
    }

    @Test("the generator's first mean is what its dense layer gives for the same z, computed by hand")
    func firstMean() throws {
        let networks = try networks(seed: 9)
        let images = (0..<16).map { DrawnFace(seed: UInt64($0)).image(size: 32) }
        try StatisticsCalibration(images: images, batchSize: 8, latentDimension: 16, seed: 3, device: .cpu).calibrate(
            networks, precision: .fp32)

        let entries = Dictionary(uniqueKeysWithValues: networks.state.entries.map { ($0.name, $0.tensor) })
        let weight = try #require(entries["generator.dense.weight"])
        let bias = try #require(entries["generator.dense.bias"]).floats()
        let rows = try weight.floats()
        #expect(weight.shape == [16 * 16, 16])
        let generator = try RandomGenerator(seed: 3)
        let z = try (0..<2).flatMap { _ in try Tensor.randomNormal(shape: [8, 16], generator: generator).floats() }
        let zMean = (0..<16).map { column in (0..<16).reduce(Float(0)) { $0 + z[$1 * 16 + column] } / 16 }
        let outputs = (0..<256).map { row in bias[row] + (0..<16).reduce(Float(0)) { $0 + rows[row * 16 + $1] * zMean[$1] } }
        // Sixteen channels of 4 × 4 places.
        let expected = (0..<16).map { channel in outputs[(channel * 16)..<(channel * 16 + 16)].reduce(0, +) / 16 }
        let name = try #require(entries.keys.filter { $0.hasPrefix("generator.normalizations.0") && $0.hasSuffix("running_mean") }.first)
        let found = try #require(entries[name]).floats()
        #expect(zip(found, expected).allSatisfy { abs($0 - $1) < 1e-5 })
        #expect(expected.contains { abs($0) > 1e-3 })
    }

    private func statistics(of networks: ModelNetworks) throws -> [String: [Float]] {
        let buffers = networks.state.entries.filter { $0.kind == .buffer }
        return try Dictionary(uniqueKeysWithValues: buffers.map { ($0.name, try $0.tensor.floats()) })
    }
}
