import ArgumentParser
import Foundation
import SemblanceCore
import SemblanceEvaluation
import SemblanceImaging

/// What is evaluated, and how much of it.
struct EvaluationOptions: ParsableArguments {
    @Option(help: "The folder of photos.") var corpus: String?
    @Option(help: ArgumentHelp("What is known of the photos (default: labels.csv in the corpus, where it is).", valueName: "csv"))
    var labels: String?
    @Option(help: "Take so many photos at most, persons whole (default: all).") var limit: Int?
    @Option(help: "Take photos from the share that training held out, such as 0.1 (default: from the whole corpus).") var heldOut: Double?
    @Option(help: "How many random images to draw.") var samples = 1024
    @Option(help: "How many photos at most to reconstruct, to compare with, and to search for by changed copies.") var queries = 1000
    @Option(help: "Determines everything random.") var seed: UInt64 = 1
    @Option(help: "Fit the baselines on this folder (default: the corpus outside --held-out, or all of it).") var training: String?
    @Option(help: "Fit principal components on so many photos at most.") var pcaImages = 4000
    @Flag(help: "Measure the model alone, which takes less time.") var noBaselines = false
    @Option(help: ArgumentHelp("Measure FID with this network: TorchScript, N x 3 x 299 x 299 in -1 ... 1 to N x D.", valueName: "file"))
    var inception: String?

    func validate() throws {
        guard limit.map({ $0 >= 1 }) ?? true else { throw ValidationError("--limit is 1 or more") }
        guard heldOut.map({ $0 > 0 && $0 <= 1 }) ?? true else { throw ValidationError("--held-out is above 0 and at most 1") }
        guard samples >= 0, queries >= 0 else { throw ValidationError("--samples and --queries are not negative") }
        guard pcaImages >= 2 else { throw ValidationError("--pca-images is 2 or more") }
        guard corpus != nil || (labels == nil && limit == nil && heldOut == nil && training == nil && inception == nil) else {
            throw ValidationError("--labels, --limit, --held-out, --training and --inception need --corpus")
        }
        guard training == nil || !noBaselines else {
            throw ValidationError("--training is what baselines are fitted on: leave out --no-baselines")
        }
        guard inception == nil || queries > 1 else {
            throw ValidationError("--inception compares with photos: give --queries of 2 or more")
        }
    }

    /// What the library is asked for.
    func quality(threads: Int, limits: ImageLimits) throws -> QualityOptions {
        QualityOptions(
            limit: limit, heldOut: try heldOut.map { try HeldOutSlice(fraction: $0) }, seed: seed, samples: samples,
            reconstructions: queries, retrievalQueries: queries, threads: threads, limits: limits)
    }

    /// The table that was named, or `labels.csv` in the corpus; or beside it, where the corpus is the `images` folder of a data set.
    func labelsPath(in corpus: BytePath?) -> BytePath? {
        if let labels { return BytePath(labels) }
        guard let corpus else { return nil }
        let folder = BytePath(bytes: corpus.bytes.dropLast(corpus.lastComponent.bytes.count))
        let folders = corpus.lastComponent == "images" ? [corpus, folder] : [corpus]
        let candidates = folders.map { $0.appending("labels.csv") }
        return candidates.first { $0.string.map(FileManager.default.fileExists(atPath:)) ?? false }
    }
}
