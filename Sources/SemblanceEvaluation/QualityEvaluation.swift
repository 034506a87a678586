import SemblanceCore
import SemblanceImaging

/// Measures what a model's latents and pictures are worth: everything in `QualityReport`, over a folder of photos.
///
/// The same model, files and options give the same report, whatever the number of threads.
public struct QualityEvaluation: Sendable {
    let encoder: (any ImageEncoder)?
    let generator: (any ImageGenerator)?
    let options: QualityOptions
    let baselines: BaselineOptions?
    let features: (any ImageFeatureExtractor)?
    let progress: @Sendable (QualityProgress) -> Void

    /// - Parameters:
    ///   - encoder: nil for a model without one: what needs latents of photos is then null
    ///   - generator: nil for a model without one: what needs pictures by it is then null
    ///   - baselines: what stands beside the model; nil for nothing
    ///   - features: a network for a Fréchet distance; nil for none
    ///   - progress: told after every batch, on any task
    /// - Throws: `invalidArgument` where a number in the options is below its least value; `incompatible` where encoder and generator
    ///   do not belong together.
    public init(
        encoder: (any ImageEncoder)?, generator: (any ImageGenerator)?, options: QualityOptions = QualityOptions(),
        baselines: BaselineOptions? = nil, features: (any ImageFeatureExtractor)? = nil,
        progress: @escaping @Sendable (QualityProgress) -> Void = { _ in }
    ) throws {
        try options.validate()
        try baselines?.validate()
        if let encoder, let generator {
            guard encoder.latentDimension == generator.latentDimension, encoder.preprocessing.resolution == generator.resolution else {
                throw SemblanceError(
                    .incompatible,
                    """
                    an encoder to \(encoder.latentDimension) values at \(encoder.preprocessing.resolution) px and a generator from \
                    \(generator.latentDimension) values at \(generator.resolution) px are no pair
                    """)
            }
        }
        (self.encoder, self.generator, self.options) = (encoder, generator, options)
        (self.baselines, self.features, self.progress) = (baselines, features, progress)
    }

    /// Evaluates.
    ///
    /// - Parameters:
    ///   - corpus: the folder of photos; without one only what samples tell is measured
    ///   - labels: what is known of the photos
    /// - Throws: what scanning the folder throws; `notFound` for a folder without photos; `undecodable` where none of them can be
    ///   decoded; what the model throws; `CancellationError`.
    public func run(corpus: BytePath?, labels: LabelTable? = nil) async throws -> QualityReport {
        try await findings(corpus: corpus, labels: labels, pictures: false).report
    }

    /// Evaluates, and keeps pictures to show.
    ///
    /// - Parameters:
    ///   - corpus: as `run` takes it
    ///   - labels: as `run` takes them
    ///   - pictures: whether pictures are wanted
    /// - Throws: what `run` throws.
    public func findings(corpus folder: BytePath?, labels: LabelTable? = nil, pictures wanted: Bool = true) async throws -> QualityFindings
    {
        let corpus = try folder.map { try EvaluationCorpus(folder: $0, labels: labels, options: options) }
        var pictures = wanted ? QualityPictures() : nil
        var distances = corpus.flatMap(pictureDistances)
        var measurements = [Measurement(encoder: encoder, generator: generator, side: side)]
        let fitted = try await fitBaselines(folder, corpus)
        measurements += fitted?.measurements ?? []
        try await measureSamples(&measurements, &distances, &pictures)
        var photos: ReadPhotos?
        if let corpus, encoder != nil || generator != nil {
            let read = try await encode(corpus, &measurements, &distances, &pictures)
            try await measureRetrieval(read, corpus, labels: labels, &measurements, &pictures)
            photos = read
        }
        let swd = try await distances?.slicedWasserstein(threads: options.threads) { self.report(.patches, $0, of: $1) }
        let report = QualityReport(
            images: photos?.files.count ?? 0, failed: photos?.failed ?? 0, samples: measurements[0].samples.count, seed: options.seed,
            neighbours: options.neighbours, figures: measurements[0].figures, swd: swd, fid: try distances?.frechet(),
            baselines: fitted?.reports(of: Array(measurements.dropFirst())))
        return QualityFindings(report: report, pictures: pictures)
    }

    /// How photos are prepared; nil where there is nothing to prepare them for.
    var preprocessing: Preprocessing? {
        encoder?.preprocessing ?? generator.map { Preprocessing(resolution: $0.resolution) }
    }

    /// The side of the model's pictures in pixels.
    private var side: Int { preprocessing?.resolution ?? 0 }

    private func pictureDistances(_ corpus: EvaluationCorpus) -> PictureDistances? {
        guard generator != nil else { return nil }
        let photos = min(options.reconstructions, corpus.files.count)
        let wanted = options.samples > 0 ? min(photos, options.samples) : photos
        return wanted > 0 ? PictureDistances(side: side, wanted: wanted, seed: options.seed, extractor: features) : nil
    }

    func report(_ stage: QualityProgress.Stage, _ done: Int, of total: Int) {
        progress(QualityProgress(stage: stage, done: done, total: total))
    }

    /// Images that are prepared and encoded together.
    static var batch: Int { 256 }
}
