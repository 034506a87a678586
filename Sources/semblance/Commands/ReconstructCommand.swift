import ArgumentParser
import SemblanceCore
import SemblanceImaging
import SemblanceService

struct ReconstructCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reconstruct", abstract: "Draw what a model sees in photos.",
        discussion: """
            Each photo stands beside its reconstruction.

            Example: semblance reconstruct a.jpg b.jpg -o seen.png
            """)

    @OptionGroup var common: CommonOptions
    @Argument(help: "Photos.") var images: [String]
    @Option(name: .shortAndLong, help: ArgumentHelp("The picture to write, PNG or JPEG.", valueName: "file")) var output: String
    @Option(help: "The model version (default: the active one).") var model: String?

    func run() async throws {
        let workspace = try await Workspace(common)
        try await workspace.withCollection { context in
            let (record, model) = try await context.model(model)
            let preprocessor = try Preprocessor(model.preprocessing, limits: workspace.limits)
            let photos = try images.map { try preprocessor.prepare(file: BytePath($0)) }
            let reconstructions = try await Pictures(model: model).reconstructions(of: photos)
            let grid = try ImageGrid(zip(photos, reconstructions).flatMap { [$0, $1] }, columns: min(8, 2 * photos.count)).render()
            try PictureFile.write(grid, to: output)
            try PictureReply(file: output, model: ModelReference(record), image: grid).report(json: common.json)
        }
    }
}
