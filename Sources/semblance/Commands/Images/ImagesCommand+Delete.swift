import ArgumentParser
import SemblanceCore
import SemblanceService
import SemblanceStorage

extension ImagesCommand {
    struct Delete: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Forget images: thumbnails, latents of every version, sources and metadata.",
            discussion: """
                The photos' files stay where they are, and the next index takes them up again unless they are moved away; so the reply
                names those that are there. On a terminal it asks first; in a script it does what it is told, but a --filter needs --yes.

                \(FilterHelp.grammar)

                Example: semblance images delete 17 18
                Example: semblance images delete --filter 'consent = false' --dry-run
                """)
        @OptionGroup var common: CommonOptions
        @Argument(help: "The images' ids.") var images: [Int64] = []
        @OptionGroup var filter: FilterOption
        @Flag(help: "Do not ask.") var yes = false
        @Flag(help: "Say what would be deleted, and delete nothing.") var dryRun = false

        func validate() throws {
            guard images.isEmpty != (filter.expression == nil) else { throw ValidationError("give ids, or --filter") }
        }

        func run() async throws {
            let filter = try filter.parsed
            try await Workspace(common).withCollection { context in
                let deletion = ImageDeletion(database: context.database, collection: context.collection)
                var ids = images
                if let filter { ids = try await context.database.images.ids(matching: filter, in: context.collection.id) }
                var report = try await deletion.preview(ids)
                if !dryRun, !report.deleted.isEmpty {
                    let what = Confirmation.count(report.deleted.count, "image")
                    try Confirmation.require("Delete \(what) of '\(context.collection.name)' for good?", yes: yes, isNamed: filter == nil)
                    report = try await deletion.delete(report)
                }
                if common.json { return try JSONOutput.write(Reply(report, dryRun: dryRun)) }
                try StandardOutput.write(Reply(report, dryRun: dryRun).text)
            }
        }
    }
}

extension ImagesCommand.Delete {
    struct Reply: Encodable {
        let deleted: [Int64]
        let dryRun: Bool
        /// Their files that still lie on disk.
        let files: [String]
        /// What that means; null where there are none.
        let note: String?

        init(_ report: ImageDeletion.Report, dryRun: Bool) {
            deleted = report.deleted
            self.dryRun = dryRun
            files = report.files
            note = files.isEmpty ? nil : "these files still lie on disk: the next index takes them up again unless they are moved away"
        }

        var text: String {
            let ids = deleted.map { " \($0)" }.joined()
            let verb = dryRun ? "would delete" : "deleted"
            return "\(verb) \(Confirmation.count(deleted.count, "image"))\(ids.isEmpty ? "" : ":" + ids)\n"
                + (note.map { $0 + "\n" } ?? "") + files.map { $0 + "\n" }.joined()
        }
    }
}
