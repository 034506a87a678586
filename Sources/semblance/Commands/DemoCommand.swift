import ArgumentParser
import Foundation
import SemblanceCore
import SemblanceImaging

struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo", abstract: "The whole tour: train, index, search, reconstruct, interpolate.",
        discussion: """
            Works on a folder of photos, or without one on faces that it draws itself. Three photos are held out of training and index,
            and searched for. A second run finds the model trained. Pictures and figures go to .semblance/demo/

            Example: semblance demo --corpus photos --minutes 10
            """)

    @OptionGroup var common: CommonOptions
    @Option(help: "A folder of photos (default: draw faces).") var corpus: String?
    @Option(help: "How long to train.") var minutes = 5.0
    @Flag(help: "Train again, also where this corpus has a model already.") var retrain = false

    func validate() throws {
        guard minutes > 0, minutes.isFinite else { throw ValidationError("--minutes is more than 0") }
    }

    func run() async throws {
        let workspace = try await Workspace(common)
        let tour = DemoTour(workspace: workspace, minutes: minutes, retrain: retrain)
        let summary = try await tour.run(corpus: corpus)
        if common.json { return try JSONOutput.write(summary) }
        try StandardOutput.write(summary.text)
    }
}
