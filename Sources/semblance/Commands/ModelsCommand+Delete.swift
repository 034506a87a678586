import ArgumentParser
import SemblanceCore
import SemblanceService
import SemblanceStorage

extension ModelsCommand {
    struct Delete: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Delete a version: its weights, its latents and their graph.",
            discussion: """
                Photos stay. The version that serves is refused. On a terminal it asks first; in a script it does what it is told. The trail
                of what was done to the version stays: models list --history.

                Example: semblance models delete faces@1 --why 'replaced by faces@3'
                """)
        @OptionGroup var common: CommonOptions
        @OptionGroup var reason: ReasonOption
        @Argument(help: "The version.") var model: String
        @Flag(help: "Do not ask.") var yes = false
        @Flag(help: "Say what would be deleted, and delete nothing.") var dryRun = false

        func run() async throws {
            try await Workspace(common).withCollection { context in
                let record = try await context.database.models.find(model, in: context.collection.id)
                let removal = ModelRemoval(database: context.database, collection: context.collection)
                try await ModelsCommand.remove(
                    try await removal.preview(record), removal, yes: yes, dryRun: dryRun, why: reason.text, json: common.json)
            }
        }
    }

    struct Prune: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Delete all versions but the newest.",
            discussion: """
                Beside the newest stay the version that serves, the one that a rollback would bring, versions in training, and those on which
                jobs work. On a terminal it asks first.

                Example: semblance models prune --keep 3 --dry-run
                """)
        @OptionGroup var common: CommonOptions
        @OptionGroup var reason: ReasonOption
        @Option(help: ArgumentHelp("How many others that are ready to keep.", valueName: "n")) var keep: Int
        @Flag(help: "Do not ask.") var yes = false
        @Flag(help: "Say what would be deleted, and delete nothing.") var dryRun = false

        func validate() throws {
            guard keep >= 0 else { throw ValidationError("--keep is not negative") }
        }

        func run() async throws {
            try await Workspace(common).withCollection { context in
                let removal = ModelRemoval(database: context.database, collection: context.collection)
                try await ModelsCommand.remove(
                    try await removal.preview(keeping: keep), removal, yes: yes, dryRun: dryRun, why: reason.text, json: common.json)
            }
        }
    }

    /// Deletes what a preview names, if that is wanted, and says what went.
    private static func remove(
        _ preview: ModelRemoval.Report, _ removal: ModelRemoval, yes: Bool, dryRun: Bool, why: String?, json: Bool
    ) async throws {
        var report = preview
        if !dryRun, !preview.deleted.isEmpty {
            let items = preview.deleted.map(\.line)
            try Confirmation.require("Delete for good: \(items.joined(separator: "; "))?", yes: yes, isNamed: true)
            report = try await removal.delete(preview, by: .login, why: why)
        }
        if json { return try JSONOutput.write(report) }
        guard !report.deleted.isEmpty else { return try StandardOutput.write("there is nothing to delete\n") }
        let verb = report.isDryRun ? "would delete" : "deleted"
        try StandardOutput.write(report.deleted.map { "\(verb) \($0.line)\n" }.joined())
    }
}

extension ModelRemoval.Item {
    /// For people.
    fileprivate var line: String {
        "\(model.name)@\(model.version) with \(Confirmation.count(latents, "latent"))\(graph ? ", their graph" : "") and "
            + "\(humanNumber(Double(bytes) / 1e6)) MB of weights"
    }
}
