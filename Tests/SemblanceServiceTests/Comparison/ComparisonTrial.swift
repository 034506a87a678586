import Foundation
import SemblanceCore
import SemblanceImaging
import SemblanceStorage
import SemblanceTestSupport

@testable import SemblanceService

/// A collection with two model versions, whose models are told apart by their checkpoints' first byte.
struct ComparisonTrial: Sendable {
    let first: Bench
    let second: Bench
    let models: [UInt8: ImageModel]

    /// A model whose latents point everywhere, as those of a sound one do: pixels have too much in common for a bare projection.
    static let sound = AlteredModel { $0.map { sin($0) } }

    /// Runs `body` on a database of its own; the first version is of the sound model.
    static func with(_ second: ImageModel, _ body: @Sendable (ComparisonTrial) async throws -> Void) async throws {
        try await Bench.with { bench in
            let next = try await bench.nextVersion()
            for (number, version) in [(1, bench.record), (2, next.record)] {
                _ = try await bench.database.artifacts.write([UInt8(number)], kind: ModelCatalog.weights, model: version.id)
            }
            try await body(ComparisonTrial(first: bench, second: next, models: [1: sound, 2: second]))
        }
    }

    /// Encodes folders, by default the same with both.
    func index(_ folder: TemporaryFolder, _ other: TemporaryFolder? = nil) async throws {
        try await index(folder, first, 1)
        try await index(other ?? folder, second, 2)
    }

    private func index(_ folder: TemporaryFolder, _ bench: Bench, _ number: UInt8) async throws {
        guard let model = models[number] else { return }
        _ = try await bench.indexer(model).index(CorpusSource([folder.bytePath]), record: bench.record, IndexOptions())
    }

    func comparison(
        _ options: ComparisonOptions = ComparisonOptions(photos: 16, samples: 8, threads: 2),
        progress: @escaping ModelComparison.ProgressHandler = { _ in }
    ) throws -> ModelComparison {
        try ModelComparison(
            database: first.database, first: first.record, second: second.record, loader: loader, options: options, progress: progress)
    }

    private var loader: ModelLoader {
        { [models] bytes, source in
            guard let model = bytes.first.flatMap({ models[$0] }) else { throw SemblanceError(.corrupt, "\(source) is no test model") }
            return model
        }
    }
}

/// The projecting model with something done to what it encodes and generates.
struct AlteredModel: ImageEncoder, ImageGenerator {
    /// Makes of a projection what the model says.
    let encoding: @Sendable ([Float]) -> [Float]
    /// Makes of a picture what the model draws.
    var drawing: @Sendable (RGBImage) -> RGBImage = { $0 }

    private let model = ProjectingModel()

    var truncation: Float { model.truncation }
    var interpolation: LatentInterpolation { model.interpolation }
    var preprocessing: Preprocessing { model.preprocessing }
    var latentDimension: Int { model.latentDimension }
    var normalization: LatentNormalization { model.normalization }
    var resolution: Int { model.resolution }

    init(drawing: @escaping @Sendable (RGBImage) -> RGBImage = { $0 }, encoding: @escaping @Sendable ([Float]) -> [Float]) {
        (self.encoding, self.drawing) = (encoding, drawing)
    }

    func encode(_ images: [RGBImage]) async throws -> [Latent] {
        try await model.encode(images).map {
            Latent(encoding: encoding(normalization.encoding(of: $0)), normalization: normalization, realism: $0.realism)
        }
    }

    func generate(_ latents: [[Float]], truncation: Float) async throws -> [RGBImage] {
        try await model.generate(latents, truncation: truncation).map(drawing)
    }

    func sample(count: Int, seed: UInt64, truncation: Float) async throws -> [RGBImage] {
        try await model.sample(count: count, seed: seed, truncation: truncation).map(drawing)
    }
}
