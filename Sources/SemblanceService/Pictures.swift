import SemblanceCore
import SemblanceImaging

/// What a model makes of photos: reconstructions, and the way between two of them.
public struct Pictures: Sendable {
    private let model: ImageModel

    /// Pictures by a model.
    public init(model: ImageModel) { self.model = model }

    /// G(s E(x)) of each prepared photo, E(x) normalised and s the truncation as the objective has them.
    public func reconstructions(of photos: [RGBImage]) async throws -> [RGBImage] {
        try await model.generate(coordinates(of: photos), truncation: model.truncation)
    }

    /// Frames from `a`'s reconstruction to `b`'s.
    ///
    /// - Throws: `invalidArgument` for fewer than 2 or more than 1,000 steps.
    public func interpolation(from a: RGBImage, to b: RGBImage, steps: Int, mode: LatentInterpolation) async throws -> [RGBImage] {
        guard (2...1000).contains(steps) else {
            throw SemblanceError(.invalidArgument, "an interpolation of \(steps) steps", advice: "give 2 to 1000")
        }
        let ends = try await coordinates(of: [a, b])
        return try await model.generate(mode.path(from: ends[0], to: ends[1], steps: steps), truncation: model.truncation)
    }

    private func coordinates(of photos: [RGBImage]) async throws -> [[Float]] {
        try await model.encode(photos).map { model.normalization.coordinates(of: $0) }
    }
}
