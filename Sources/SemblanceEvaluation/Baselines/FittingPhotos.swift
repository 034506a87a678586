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
    ///   - corpus: the evaluated folder
    ///   - evaluated: the evaluated files, for want of others
    ///   - progress: told how many photos are prepared, of how many
    /// - Throws: what scanning a folder throws; `notFound` where no photo is left.
    init(
        corpus: BytePath, evaluated: [CorpusFile], baselines: BaselineOptions, options: QualityOptions, preprocessing: Preprocessing,
        progress: @Sendable (_ done: Int, _ total: Int) -> Void
    ) async throws {
        var folder = CorpusFolder(corpus)
        var (files, origin) = (evaluated, Origin.corpus)
        if let training = baselines.training {
            folder = CorpusFolder(training)
            (files, origin) = (try folder.scan().files, .training)
        } else if let slice = options.heldOut {
            let photos = try folder.scan().files.filter { FileReader.format(of: folder.path(of: $0)) != nil }
            let digests = folder.digests(of: photos, maximumBytes: options.limits.maximumBytes)
            let others = zip(photos, digests).filter { $1.map { !slice.contains(sha256: $0) } ?? false }.map(\.0)
            if !others.isEmpty { (files, origin) = (others, .training) }
        }
        let photos = folder
        files = files.filter { FileReader.format(of: photos.path(of: $0)) != nil }
        let chosen = CorpusSample.some(baselines.images, of: files.map(\.path), seed: options.seed)
        files = files.filter { chosen.contains($0.path) }
        let preprocessor = try Preprocessor(preprocessing, limits: options.limits)
        var images: [RGBImage] = []
        for start in stride(from: 0, to: files.count, by: QualityEvaluation.batch) {
            try Task.checkCancellation()
            let part = Array(files[start..<min(start + QualityEvaluation.batch, files.count)])
            images += try await concurrentMap(part, width: options.threads) { file in
                (try? photos.read(file, maximumBytes: options.limits.maximumBytes)).flatMap { try? preprocessor.prepare($0) }
            }.compactMap { $0 }
            progress(start + part.count, files.count)
        }
        guard !images.isEmpty else {
            throw SemblanceError(
                .notFound, "'\(photos.path)' holds no photo that the baselines could be fitted on",
                advice: "name a folder of training photos with --training, or go without: --no-baselines")
        }
        (self.images, self.origin) = (images, origin)
    }
}
