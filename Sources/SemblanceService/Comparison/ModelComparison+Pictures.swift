import SemblanceCore
import SemblanceEvaluation
import SemblanceImaging
import SemblanceStorage

extension ModelComparison {
    /// Both models, ready to encode and generate.
    func loadModels() async throws -> VersionPair<ImageModel> {
        VersionPair(
            try await ModelCatalog.load(records.first, from: database, loader: loader),
            try await ModelCatalog.load(records.second, from: database, loader: loader))
    }

    /// Draws the same number of z with both generators.
    ///
    /// - Returns: nil where none were asked for
    func drawSamples(_ models: VersionPair<ImageModel>?) async throws -> VersionPair<SampleFigures>? {
        guard let models, options.samples > 0 else { return nil }
        return VersionPair(try await drawSamples(models.first, after: 0), try await drawSamples(models.second, after: options.samples))
    }

    private func drawSamples(_ model: ImageModel, after done: Int) async throws -> SampleFigures {
        let options = QualityOptions(seed: options.seed, samples: options.samples)
        let evaluation = try QualityEvaluation(encoder: Self.encodes(model) ? model : nil, generator: model, options: options) {
            report(.samples, done + $0.done, of: 2 * options.samples)
        }
        return SampleFigures(try await evaluation.run(corpus: nil))
    }

    /// Reconstructs the same photos with both models.
    ///
    /// - Returns: nil where none were asked for
    func reconstruct(_ photos: [Int64], _ models: VersionPair<ImageModel>?) async throws -> ReconstructionComparison? {
        guard let models, !photos.isEmpty else { return nil }
        let recorded = RecordedPhotos(database: database, limits: options.limits)
        var first = try Reconstruction(models.first, limits: options.limits)
        var second = try Reconstruction(models.second, limits: options.limits)
        let isSame = models.first.preprocessing == models.second.preprocessing
        var read = 0
        for start in stride(from: 0, to: photos.count, by: RecordedPhotos.batchSize) {
            try Task.checkCancellation()
            let part = Array(photos[start..<min(start + RecordedPhotos.batchSize, photos.count)])
            let contents = try await recorded.contents(of: try await database.images.recorded(part))
            let prepared = part.compactMap { id -> VersionPair<RGBImage>? in
                guard let bytes = try? contents[id]?.get(), let photo = try? first.preprocessor.prepare(bytes) else { return nil }
                return (isSame ? photo : try? second.preprocessor.prepare(bytes)).map { VersionPair(photo, $0) }
            }
            try await first.add(prepared.map(\.first))
            try await second.add(prepared.map(\.second))
            read += prepared.count
            report(.photos, start + part.count, of: photos.count)
        }
        return ReconstructionComparison(unreadable: photos.count - read, quality: VersionPair(first.quality, second.quality))
    }

    private static func encodes(_ model: ImageModel) -> Bool { (try? model.requireEncoder()) != nil }

    /// What a model makes of photos.
    private struct Reconstruction {
        let preprocessor: Preprocessor
        private let model: ImageModel
        private var accumulator: ReconstructionQuality.Accumulator

        /// Of the photos so far; nil for none, and for a model that does not encode.
        var quality: ReconstructionQuality? { accumulator.result }

        init(_ model: ImageModel, limits: ImageLimits) throws {
            self.model = model
            preprocessor = try Preprocessor(model.preprocessing, limits: limits)
            accumulator = ReconstructionQuality.Accumulator(side: model.preprocessing.resolution)
        }

        /// Adds prepared photos.
        mutating func add(_ photos: [RGBImage]) async throws {
            guard ModelComparison.encodes(model), !photos.isEmpty else { return }
            for (photo, reconstruction) in zip(photos, try await Pictures(model: model).reconstructions(of: photos)) {
                accumulator.add(photo, reconstruction)
            }
        }
    }
}
