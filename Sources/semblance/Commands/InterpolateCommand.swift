import ArgumentParser
import SemblanceCore
import SemblanceImaging
import SemblanceService

extension LatentInterpolation: ExpressibleByArgument {}

struct InterpolateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "interpolate", abstract: "Draw the way from one photo to another.",
        discussion: """
            The strip holds A, frames from A's reconstruction to B's, and B. A file that ends in .webp is an animation instead: the frames there
            and back, without an end.

            Example: semblance interpolate a.jpg b.jpg --steps 9 -o strip.png
            """)

    @OptionGroup var common: CommonOptions
    @Argument(help: "The photo to begin with.") var a: String
    @Argument(help: "The photo to end with.") var b: String
    @Option(help: "How many frames, both reconstructions included.") var steps = 9
    @Option(help: "The way: normalized, slerp or linear (default: the objective's).") var mode: LatentInterpolation?
    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("What to write: a PNG or JPEG strip, or a WebP animation, by its ending.", valueName: "file")) var output: String
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
            let shown = try write(frames, from: first, to: last)
            try PictureReply(file: output, model: ModelReference(record), image: shown).report(json: common.json)
        }
    }

    /// Writes the way as the file's ending says.
    ///
    /// - Returns: a picture of the size of what was written
    private func write(_ frames: [RGBImage], from first: RGBImage, to last: RGBImage) throws -> RGBImage {
        guard output.lowercased().hasSuffix(".webp") else {
            let strip = try InterpolationStrip(from: first, frames: frames, to: last).render()
            try PictureFile.write(strip, to: output)
            return strip
        }
        try FileWriter.replace(BytePath(output), with: InterpolationAnimation(frames: frames).webp())
        return frames[0]
    }
}
