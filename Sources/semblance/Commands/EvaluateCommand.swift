import ArgumentParser
import Foundation
import SemblanceCore
import SemblanceEvaluation
import SemblanceImaging
import SemblanceService

struct EvaluateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "evaluate", abstract: "Measure what a model's latents and pictures are worth.",
        discussion: """
            Reports how well latents survive a round trip through an image, how near reconstructions come, whether changed copies find \
            their originals, whether neighbours share labels and persons, and whether latents have collapsed. Take photos that the \
            model has not learned from: --held-out with the share that training held out.

            MODEL is an id, a name (its newest version), name@version, or the path of a .safetensors model file. Without --corpus only \
            what samples tell is measured. The labels' column 'file' names the photos; a column 'identity' says who they show.

            Example: semblance evaluate faces@2 --corpus photos --held-out 0.1 --json
            """)

    @OptionGroup var common: CommonOptions
    @Argument(help: "The model version, or its .safetensors file.") var model: String
    @Option(help: "The folder of photos.") var corpus: String?
    @Option(help: ArgumentHelp("What is known of the photos (default: labels.csv in the corpus, where it is).", valueName: "csv"))
    var labels: String?
    @Option(help: "Take so many photos at most, persons whole (default: all).") var limit: Int?
    @Option(help: "Take photos from the share that training held out, such as 0.1 (default: from the whole corpus).") var heldOut: Double?
    @Option(help: "How many random images to draw.") var samples = 1024
    @Option(help: "How many photos at most to reconstruct, and to search for by changed copies.") var queries = 1000
    @Option(help: "Determines everything random.") var seed: UInt64 = 1
    @Option(help: "Where to compute: auto, cpu, cuda or cuda:n.") var device: String?

    func validate() throws {
        guard limit.map({ $0 >= 1 }) ?? true else { throw ValidationError("--limit is 1 or more") }
        guard heldOut.map({ $0 > 0 && $0 <= 1 }) ?? true else { throw ValidationError("--held-out is above 0 and at most 1") }
        guard samples >= 0, queries >= 0 else { throw ValidationError("--samples and --queries are not negative") }
        guard corpus != nil || (labels == nil && limit == nil && heldOut == nil) else {
            throw ValidationError("--labels, --limit and --held-out need --corpus")
        }
    }

    func run() async throws {
        let clock = ContinuousClock()
        let start = clock.now
        let workspace = try await Workspace(common, device: device)
        let corpus = try corpus.map { try BytePath($0).absolute() }
        let labelsPath = labels.map { BytePath($0) } ?? corpus.flatMap(Self.labels)
        let table = try labelsPath.map { try LabelTable(file: $0) }
        let subject = try await EvaluatedModel.load(model, workspace)
        let options = QualityOptions(
            limit: limit, heldOut: try heldOut.map { try HeldOutSlice(fraction: $0) }, seed: seed, samples: samples,
            reconstructions: queries, retrievalQueries: queries, threads: workspace.cores, limits: workspace.limits)
        let bar = EvaluationProgressBar()
        defer { bar.finish() }
        let encodes = (try? subject.model.requireEncoder()) != nil
        let evaluation = try QualityEvaluation(encoder: encodes ? subject.model : nil, generator: subject.model, options: options) {
            bar.update($0)
        }
        let report = try await evaluation.run(corpus: corpus, labels: table)
        bar.finish()
        let reply = EvaluateReply(
            model: subject.reference, file: subject.file, corpus: corpus?.description, labelsFile: labelsPath?.description,
            heldOut: heldOut, seconds: start.duration(to: clock.now) / .seconds(1), report: report)
        try common.json ? JSONOutput.write(reply) : StandardOutput.write(reply.text(name: subject.name))
    }

    /// `labels.csv` in the corpus; or beside it, where the corpus is the `images` folder of a data set.
    private static func labels(of corpus: BytePath) -> BytePath? {
        let folder = BytePath(bytes: corpus.bytes.dropLast(corpus.lastComponent.bytes.count))
        let folders = corpus.lastComponent == "images" ? [corpus, folder] : [corpus]
        let candidates = folders.map { $0.appending("labels.csv") }
        return candidates.first { $0.string.map(FileManager.default.fileExists(atPath:)) ?? false }
    }
}
