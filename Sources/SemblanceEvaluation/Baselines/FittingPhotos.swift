import SemblanceCore
import SemblanceImaging

/// The photos that baselines are fitted on: as far as can be, photos that the evaluation does not look at.
struct FittingPhotos: Sendable {
    /// Where they come from.
    enum Origin: String, Sendable, Encodable {
        /// Photos to train on: a folder that was named, or the corpus outside the held-out slice.
        case training
        /// The evaluated photos themselves, for want of others: the baselines are flattered.
        case corpus
    }

    /// Prepared photos, in the order of their files.
    let images: [RGBImage]
    let origin: Origin

    /// Lists, chooses by hash, reads and prepares; what cannot be decoded is left out.
    ///
    /// - Parameters:
    ///   - folder: the evaluated folder
    ///   - corpus: what of it is evaluated, and what is not
    ///   - progress: told how many photos are prepared, of how many
    /// - Throws: what scanning a folder throws; `notFound` where no photo is left.
    init(
        folder path: BytePath, corpus: EvaluationCorpus, baselines: BaselineOptions, options: QualityOptions, preprocessing: Preprocessing,
        progress: @Sendable (_ done: Int, _ total: Int) -> Void
    ) async throws {
        let folder = CorpusFolder(baselines.training ?? path)
        var (files, origin) = corpus.outside.isEmpty ? (corpus.files, Origin.corpus) : (corpus.outside, .training)
        if baselines.training != nil {
            (files, origin) = (try folder.scan().files.filter { FileReader.format(of: folder.path(of: $0)) != nil }, .training)
        }
        let chosen = CorpusSample.some(baselines.images, of: files.map(\.path), seed: options.seed)
        files = files.filter { chosen.contains($0.path) }
        let preprocessor = try Preprocessor(preprocessing, limits: options.limits)
        var images: [RGBImage] = []
        for start in stride(from: 0, to: files.count, by: QualityEvaluation.batch) {
            try Task.checkCancellation()
            let part = Array(files[start..<min(start + QualityEvaluation.batch, files.count)])
            images += try await concurrentMap(part, width: options.threads) { file in
                (try? folder.read(file, maximumBytes: options.limits.maximumBytes)).flatMap { try? preprocessor.prepare($0) }
            }.compactMap { $0 }
            progress(start + part.count, files.count)
        }
        guard !images.isEmpty else {
            throw SemblanceError(
                .notFound, "'\(folder.path)' holds no photo that the baselines could be fitted on",
                advice: "name a folder of training photos with --training, or go without: --no-baselines")
        }
        (self.images, self.origin) = (images, origin)
    }
}
