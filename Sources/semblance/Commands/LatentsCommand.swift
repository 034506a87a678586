import ArgumentParser
import SemblanceImaging
import SemblanceService

struct LatentsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "latents", abstract: "The encodings themselves.", discussion: "Example: semblance latents export -o faces.npy",
        subcommands: [Export.self])

    struct Export: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Write all latents of a version as a NumPy matrix, with a table of its rows beside it.",
            discussion: """
                FILE.npy holds 32-bit floats, a row for each image in ascending order of ids; FILE.csv says for each row the image's id,
                SHA-256, first source and realism. Without a flag, rows are what search compares.

                Example: semblance latents export -o faces.npy --model faces@2
                """)
        @OptionGroup var common: CommonOptions
        @Option(name: .shortAndLong, help: ArgumentHelp("The matrix to write, a name in .npy.", valueName: "file")) var output: String
        @Option(help: "The model version (default: the active one).") var model: String?
        @Flag(help: "Latents as the method normalises them.") var normalized = false
        @Flag(help: "Latents as the encoder said them.") var raw = false

        func validate() throws {
            guard output.hasSuffix(".npy"), output.split(separator: "/").last != ".npy" else {
                throw ValidationError("-o is a name in .npy")
            }
            guard !(normalized && raw) else { throw ValidationError("--normalized and --raw exclude each other") }
        }

        func run() async throws {
            try await Workspace(common).withCollection { context in
                let report = try await LatentExport(database: context.database).write(
                    try await context.catalog.find(model), normalized ? .normalized : raw ? .raw : .search, matrix: BytePath(output),
                    table: BytePath(output.dropLast(4) + ".csv"))
                if common.json { return try JSONOutput.write(report) }
                try StandardOutput.write(
                    """
                    \(report.file): \(report.rows) × \(report.columns) of \(report.model.name)@\(report.model.version)
                    \(report.table): image, SHA-256, source and realism of each row

                    """)
            }
        }
    }
}
