import ArgumentParser
import SemblanceCore
import SemblanceImaging
import SemblanceModels
import SemblanceService
import SemblanceStorage

struct IndexCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "index", abstract: "Encode photos into the database.",
        discussion: """
            Without --corpus, a version gets what it lacks of everything that the database knows: files, members of tars and uploads, read again \
            from where they were found.

            A corpus is a folder, a tar (webdataset shards too: the .json, .txt and .cls beside a photo become its metadata), or a file \
            that lists paths, one a line. Safe to repeat and to interrupt: photos that are in the database unchanged are not read again. \
            Files that cannot be used are counted, and listed by: semblance jobs failures JOB

            The work is queued, and this command takes it; any number of `semblance worker` on this and other machines that reach the \
            database and the photos by the same paths help.

            Example: semblance index --corpus photos
            Example: semblance index --corpus shards/*.tar --metadata labels.csv --workers 2
            """)

    @OptionGroup var common: CommonOptions
    @Option(parsing: .upToNextOption, help: "Folders, tars, or files that list paths (default: all photos that the database knows).")
    var corpus: [String] = []
    @Option(help: "The model version: an id, a name or name@version (default: the active one, else the newest).") var model: String?
    @Option(help: "How many processes on this machine share the work and the cores.") var workers = 1
    @Option(help: ArgumentHelp("A table whose columns become metadata, joined by file name.", valueName: "csv")) var metadata: String?
    @Flag(help: "Follow symbolic links within the corpus.") var followLinks = false
    @Flag(help: "Remove photos whose files are gone or were overwritten.") var prune = false
    @Flag(help: "Try files again that could not be decoded last time.") var retryFailed = false
    @Flag(help: "Queue the work for others and return.") var detach = false

    func validate() throws {
        guard (1...256).contains(workers) else { throw ValidationError("--workers is 1 to 256") }
        guard !corpus.isEmpty || !(prune || followLinks || metadata != nil) else {
            throw ValidationError("--prune, --follow-links and --metadata need --corpus")
        }
    }

    func run() async throws {
        let workspace = try await Workspace(common)
        let source = corpus.isEmpty ? nil : try CorpusSource(corpus.map { BytePath($0) }, followsLinks: followLinks)
        let options = IndexOptions(
            prunes: prune, retriesFailures: retryFailed, metadata: try metadata.map { try MetadataTable(file: BytePath($0)) })
        try await workspace.withCollection { context in
            let record = try await context.catalog.find(model)
            try ObjectiveKind(rawValue: record.model.objective)?.requireEncoder()
            let indexing = Indexing(workspace: workspace, context: context, processes: workers)
            if detach {
                let job = try await indexing.plan(source, record, options)
                return try IndexReply.write(queued: job, json: common.json)
            }
            let report = try await indexing.run(source, record, options)
            try IndexReply.write(report, prunes: prune, json: common.json)
            if let advice = report.unlikeAdvice(for: record, in: context.collection) { TerminalOutput.standardError().write(advice + "\n") }
        }
    }
}
