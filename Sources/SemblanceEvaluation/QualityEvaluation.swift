import SemblanceCore
import SemblanceImaging

/// Measures what a model's latents and pictures are worth: everything in `QualityReport`, over a folder of photos.
///
/// The same model, files and options give the same report, whatever the number of threads.
public struct QualityEvaluation: Sendable {
    let encoder: (any ImageEncoder)?
    let generator: (any ImageGenerator)?
    let options: QualityOptions
    let progress: @Sendable (QualityProgress) -> Void

    /// - Parameters:
    ///   - encoder: nil for a model without one: what needs latents of photos is then null
    ///   - generator: nil for a model without one: what needs pictures by it is then null
    ///   - progress: told after every batch, on any task
    /// - Throws: `invalidArgument` where a number in `options` is below its least value; `incompatible` where encoder and generator
    ///   do not belong together.
    public init(
        encoder: (any ImageEncoder)?, generator: (any ImageGenerator)?, options: QualityOptions = QualityOptions(),
        progress: @escaping @Sendable (QualityProgress) -> Void = { _ in }
    ) throws {
        try options.validate()
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
        self.encoder = encoder
        self.generator = generator
        self.options = options
        self.progress = progress
    }

    /// Evaluates.
    ///
    /// - Parameters:
    ///   - corpus: the folder of photos; without one only what samples tell is measured
    ///   - labels: what is known of the photos
    /// - Throws: what scanning the folder throws; `notFound` for a folder without photos; `undecodable` where none of them can be
    ///   decoded; what the model throws; `CancellationError`.
    public func run(corpus: BytePath?, labels: LabelTable? = nil) async throws -> QualityReport {
        let photos = try corpus.map { try EvaluationCorpus(folder: $0, labels: labels, options: options) }
        let samples = try await measureSamples()
        var encoded: EncodedCorpus?
        var figures = CorpusFigures()
        if let photos, let encoder {
            let corpus = try await encode(photos, with: encoder)
            figures = try await measure(corpus, photos, labels: labels, encoder: encoder)
            encoded = corpus
        }
        let rows = encoded?.coordinates ?? []
        return QualityReport(
            images: encoded?.files.count ?? 0, failed: encoded?.failed ?? 0, samples: samples.count, seed: options.seed,
            neighbours: options.neighbours, correlation: samples.correlation, reconstruction: encoded?.reconstruction,
            selfRetrieval: figures.selfRetrieval, labels: figures.labels, labelLift: figures.labels.flatMap(QualityReport.meanLift),
            identity: figures.identity,
            collapse: LatentCollapse(
                samples: samples.meanCosine, corpus: LatentCollapse.meanPairwiseCosine(rows), dimensions: LatentDimensions(rows)))
    }

    func report(_ stage: QualityProgress.Stage, _ done: Int, of total: Int) {
        progress(QualityProgress(stage: stage, done: done, total: total))
    }
}
