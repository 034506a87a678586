import SemblanceCore
import SemblanceTensor
import Testing

@testable import SemblanceModels

/// Holds claimed gradients against central differences of a loss, along a direction that is half theirs and half random.
///
/// Only along their own direction would a gradient that is too long show; only along a random one, a gradient that lacks something.
@TensorActor
struct DirectionalDerivative {
    let parameters: [Tensor]
    let gradients: [Tensor]
    /// The loss at the parameters as they stand.
    let loss: () throws -> Float

    /// |measured − claimed| / ‖gradient‖ along one direction.
    ///
    /// - Parameter step: the way to either side, relative to the length of all parameters
    func error(seed: UInt64, step: Double = 3e-5) throws -> Double {
        let directions = try unitDirections(seed: seed)
        let before = try parameters.map { try $0.detached() + 0 }
        let length = try step * norm(before)
        func loss(at place: Double) throws -> Double {
            for (index, parameter) in parameters.enumerated() {
                try parameter.assign(before[index] + directions[index] * place)
            }
            return Double(try self.loss())
        }
        let measured = try (loss(at: length) - loss(at: -length)) / (2 * length)
        for (parameter, value) in zip(parameters, before) { try parameter.assign(value) }
        let claimed = try zip(gradients, directions).reduce(0.0) { $0 + Double(try ($1.0 * $1.1).sum().scalar()) }
        return try abs(measured - claimed) / norm(gradients)
    }

    private func unitDirections(seed: UInt64) throws -> [Tensor] {
        let generator = try RandomGenerator(seed: seed)
        let drawn = try parameters.map { try Tensor.randomNormal(shape: $0.shape, generator: generator) }
        let (ownLength, drawnLength) = (try norm(gradients), try norm(drawn))
        let mixed = try zip(gradients, drawn).map { try $0 * (1 / ownLength) + $1 * (1 / drawnLength) }
        let mixedLength = try norm(mixed)
        return try mixed.map { try $0 * (1 / mixedLength) }
    }

    private func norm(_ tensors: [Tensor]) throws -> Double {
        try tensors.reduce(0.0) { $0 + Double(try $1.squared().sum().scalar()) }.squareRoot()
    }
}
