import ArgumentParser
import SemblanceImaging
import SemblanceService

struct IndexCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "index", abstract: "Encode a folder of photos into the database.",
        discussion: """
            Safe to repeat and to interrupt: photos that are in the database unchanged are not read again. Files that cannot be used
            are counted, and listed by: semblance jobs failures JOB

            Example: semblance index --corpus photos
            """)

    @OptionGroup var common: CommonOptions
    @Option(help: "The folder of photos.") var corpus: String
    @Option(help: "The model version: an id, a name or name@version (default: the active one, else the newest).") var model: String?

    func run() async throws {
        let workspace = try await Workspace(common)
        try await workspace.withCollection { context in
            let (record, encoder) = try await context.model(model)
            let report = try await Indexing(workspace: workspace, context: context).run(corpus: BytePath(corpus), record, encoder)
            if common.json { return try JSONOutput.write(report) }
            try StandardOutput.write(
                """
                \(report.total) files: \(report.encoded) encoded, \(report.duplicates) duplicates, \(report.failed) failed \
                (\(report.unchanged) unchanged since an earlier run)
                \(humanNumber(report.imagesPerSecond)) images/s, \(humanDuration(seconds: report.seconds)) with \
                \(report.model.name)@\(report.model.version)

                """)
            if report.failed > 0 { try StandardOutput.write("what failed: semblance jobs failures \(report.job)\n") }
        }
    }
}
