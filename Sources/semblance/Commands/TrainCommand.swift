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
            Leaves a run folder with metrics, grids and a checkpoint, and registers the model as a new version.

            Example: semblance train --corpus photos --resolution 64 --width 256 --minutes 60
            """)

    @OptionGroup var common: CommonOptions
    @Option(help: "The folder of photos.") var corpus: String
    @OptionGroup var options: TrainingOptions
    @Option(help: "What the model is called; versions of one name follow each other.") var name = "faces"
    @Option(help: "Where to compute: auto, cpu, cuda or cuda:n.") var device: String?

    func run() async throws {
        let workspace = try await Workspace(common, device: device)
        let configuration = try options.configuration(device: workspace.device)
        try await workspace.withCollection { context in
            let training = ModelTraining(workspace: workspace, context: context, configuration: configuration, name: name)
            let outcome = try await training.run(corpus: BytePath(corpus))
            let reply = TrainReply(outcome, configuration)
            if common.json { return try JSONOutput.write(reply) }
            if reply.undecodable > 0 {
                try StandardOutput.write("\(reply.undecodable) photos could not be decoded; index will say which\n")
            }
            try StandardOutput.write(
                """
                trained \(reply.model.name)@\(reply.model.version) in \(humanDuration(seconds: reply.seconds)): \(reply.steps) steps, \
                \(humanNumber(reply.imagesPerSecond)) images/s
                run folder: \(reply.runFolder)
                next: semblance index --corpus \(corpus.shellWord) --model \(reply.model.id)

                """)
        }
    }
}

/// What `train --json` answers.
struct TrainReply: Encodable {
    let run: String
    let model: ModelReference
    let objective: String
    let steps: Int
    let imagesPerSecond: Double
    let seconds: Double
    let losses: [String: Float]
    let runFolder: String
    /// Photos that could not be decoded; others stood in for them.
    let undecodable: Int

    init(_ outcome: ModelTraining.Outcome, _ configuration: TrainingConfiguration) {
        run = outcome.folder.name
        model = ModelReference(outcome.record)
        objective = configuration.model.objective.kind.rawValue
        steps = outcome.progress.step
        imagesPerSecond = Double(outcome.progress.step * configuration.batchSize) / max(outcome.progress.seconds, 1e-9)
        seconds = outcome.progress.seconds
        losses = outcome.progress.losses
        runFolder = outcome.folder.path
        undecodable = outcome.undecodable
    }
}
