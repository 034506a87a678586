import ArgumentParser
import SemblanceCore
import SemblanceImaging
import SemblanceService

struct SampleCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sample", abstract: "Draw random images of a model.",
        discussion: """
            Example: semblance sample -n 64 --seed 7 -o grid.png
            """)

    @OptionGroup var common: CommonOptions
    @Option(name: .short, help: "How many images.") var n = 64
    @Option(help: "Determines which.") var seed: UInt64 = 1
    @Option(help: "What random latents are multiplied with: lower is safer, higher more varied (default: the objective's).")
    var truncation: Float?
    @Option(name: .shortAndLong, help: ArgumentHelp("The picture to write, PNG or JPEG.", valueName: "file")) var output: String
    @Option(help: "The model version (default: the active one).") var model: String?

    func validate() throws {
        guard (1...10_000).contains(n) else { throw ValidationError("-n is 1 to 10000") }
        guard truncation.map({ $0.isFinite && $0 >= 0 }) ?? true else { throw ValidationError("--truncation is not negative") }
    }

    func run() async throws {
        let workspace = try await Workspace(common)
        try await workspace.withCollection { context in
            let (record, model) = try await context.model(model)
            let grid = try ImageGrid(try await model.sample(count: n, seed: seed, truncation: truncation ?? model.truncation)).render()
            try PictureFile.write(grid, to: output)
            try PictureReply(file: output, model: ModelReference(record), image: grid).report(json: common.json)
        }
    }
}
