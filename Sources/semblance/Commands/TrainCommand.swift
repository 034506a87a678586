import ArgumentParser
import SemblanceCore
import SemblanceImaging
import SemblanceModels
import SemblanceService
import SemblanceTensor
import SemblanceTraining

struct TrainCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "train", abstract: "Train a model on a folder of photos.",
        discussion: """
            Leaves a run folder with metrics, curves, grids, the model and a checkpoint, and registers the model as a new version. A run \
            that was interrupted, or shall become longer, goes on where it stopped: --resume takes the length, the intervals, --on-nan, \
            --device, --name and, for photos that have moved, --corpus; everything else stays as the run began. Lengths are totals.

            Example: semblance train --corpus photos --resolution 64 --width 256 --minutes 60
            Example: semblance train --resume faces-0001 --steps 20000
            """)

    @OptionGroup var common: CommonOptions
    @Option(help: "The folder of photos; with --resume, where it has moved to.") var corpus: String?
    @Option(help: "Go on with a run: its name, or its folder.") var resume: String?
    @OptionGroup var options: TrainingOptions
    @Option(help: "What the model is called; versions of one name follow each other (default: faces, or as before).") var name: String?
    @Option(help: "Where to compute: auto, cpu, cuda or cuda:n.") var device: String?

    func validate() throws {
        guard resume != nil else {
            if corpus == nil { throw ValidationError("give --corpus with a folder of photos, or --resume with a run") }
            return
        }
        let refused = TrainingOptions.refusedOnResume(Array(CommandLine.arguments.dropFirst()))
        guard refused.isEmpty else {
            throw ValidationError("a run goes on as it began: leave out \(refused.joined(separator: ", ")), or train anew without --resume")
        }
    }

    func run() async throws {
        let workspace = try await Workspace(common, device: device)
        try await workspace.withCollection { context in
            let outcome = try await train(ModelTraining(workspace: workspace, context: context))
            let reply = TrainReply(outcome)
            if common.json { return try JSONOutput.write(reply) }
            if reply.undecodable > 0 {
                try StandardOutput.write("\(reply.undecodable) photos could not be decoded; index will say which\n")
            }
            let corpus = self.corpus ?? outcome.corpus ?? "DIR"
            try StandardOutput.write(
                """
                trained \(reply.model.name)@\(reply.model.version) in \(humanDuration(seconds: reply.seconds)): \(reply.steps) steps, \
                \(humanNumber(reply.imagesPerSecond)) images/s
                run folder: \(reply.runFolder)
                next: semblance index --corpus \(corpus.shellWord) --model \(reply.model.id)

                """)
        }
    }

    private func train(_ training: ModelTraining) async throws -> ModelTraining.Outcome {
        if let resume { return try await training.resume(resume, name: name, corpus: corpus, change: options.keeping) }
        let configuration = try options.configuration(device: training.workspace.device)
        return try await training.run(configuration, name: name ?? "faces", corpus: BytePath(corpus ?? ""))
    }
}

/// What `train --json` answers.
struct TrainReply: Encodable {
    let run: String
    let model: ModelReference
    let objective: String
    let steps: Int
    /// The step of the model that was registered: the last one, or the best one's.
    let modelStep: Int
    let imagesPerSecond: Double
    let seconds: Double
    /// The share of this session's time in which training waited for images.
    let loaderWait: Double
    let losses: [String: Float]
    /// Figures of the model that was registered.
    let evaluation: [String: Float]
    let runFolder: String
    /// Photos that could not be decoded; others stood in for them.
    let undecodable: Int

    init(_ outcome: ModelTraining.Outcome) {
        let progress = outcome.progress
        run = outcome.folder.name
        model = ModelReference(outcome.model)
        objective = outcome.configuration.model.objective.kind.rawValue
        (steps, modelStep) = (progress.step, outcome.step)
        imagesPerSecond = Double(progress.step * outcome.configuration.imagesPerStep) / max(progress.seconds, 1e-9)
        (seconds, loaderWait, losses) = (progress.seconds, progress.loaderWait, progress.losses)
        evaluation = outcome.figures
        runFolder = outcome.folder.path
        undecodable = outcome.undecodable
    }
}
