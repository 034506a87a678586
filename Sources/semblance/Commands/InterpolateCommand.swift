import ArgumentParser
import SemblanceCore
import SemblanceImaging
import SemblanceService

extension LatentInterpolation: ExpressibleByArgument {}

struct InterpolateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "interpolate", abstract: "Draw the way from one photo to another.",
        discussion: """
            The strip holds A, frames from A's reconstruction to B's, and B.

            Example: semblance interpolate a.jpg b.jpg --steps 9 -o strip.png
            """)

    @OptionGroup var common: CommonOptions
    @Argument(help: "The photo to begin with.") var a: String
    @Argument(help: "The photo to end with.") var b: String
    @Option(help: "How many frames, both reconstructions included.") var steps = 9
    @Option(help: "The way: normalized, slerp or linear (default: the objective's).") var mode: LatentInterpolation?
    @Option(name: .shortAndLong, help: ArgumentHelp("The picture to write, PNG or JPEG.", valueName: "file")) var output: String
    @Option(help: "The model version (default: the active one).") var model: String?

    func validate() throws {
        guard (2...1000).contains(steps) else { throw ValidationError("--steps is 2 to 1000") }
    }

    func run() async throws {
        let workspace = try await Workspace(common)
        try await workspace.withCollection { context in
            let (record, model) = try await context.model(model)
            let preprocessor = try Preprocessor(model.preprocessing, limits: workspace.limits)
            let (first, last) = (try preprocessor.prepare(file: BytePath(a)), try preprocessor.prepare(file: BytePath(b)))
            let frames = try await Pictures(model: model).interpolation(
                from: first, to: last, steps: steps, mode: mode ?? model.interpolation)
            let strip = try InterpolationStrip(from: first, frames: frames, to: last).render()
            try PictureFile.write(strip, to: output)
            try PictureReply(file: output, model: ModelReference(record), image: strip).report(json: common.json)
        }
    }
}
