import ArgumentParser
import Foundation
import SemblanceCore
import SemblanceService
import SemblanceStorage

struct ModelsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "models", abstract: "Model versions: see them, choose which one serves, move and delete them.",
        discussion: """
            MODEL is an id, a name (its newest version) or name@version.

            Example: semblance models activate faces@2
            """,
        subcommands: [
            List.self, Show.self, Compare.self, Activate.self, Rollback.self, Verify.self, Export.self, Import.self, Delete.self,
            Prune.self, Graph.self,
        ])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "All versions, newest first.",
            discussion: """
                With --history what was done to them instead, by whom and why, also to those that are gone.

                Example: semblance models list
                """)
        @OptionGroup var common: CommonOptions
        @Flag(help: "What was done to versions, newest first.") var history = false

        func run() async throws {
            try await Workspace(common).withCollection { context in
                if history { return try await writeHistory(context) }
                let models = try await context.database.models.list(in: context.collection.id).map { ModelReply($0) }
                if common.json { return try JSONOutput.write(models) }
                var table = TextTable([
                    .number("id"), .text("model"), .text("objective"), .number("px"), .number("n"), .number("latents"), .text("state"),
                    .text(""), .text("created"),
                ])
                for model in models {
                    table.add([
                        "\(model.id)", "\(model.name)@\(model.version)", model.objective, "\(model.resolution)", "\(model.latentDimension)",
                        "\(model.latents)", model.state, model.active ? "active" : "", model.createdAt.formatted(.iso8601),
                    ])
                }
                try StandardOutput.write(models.isEmpty ? "no models yet: semblance train --corpus DIR\n" : table.render())
            }
        }

        private func writeHistory(_ context: CollectionContext) async throws {
            let events = try await context.database.modelEvents.list(in: context.collection.id).map(ModelEventReply.init)
            if common.json { return try JSONOutput.write(events) }
            try StandardOutput.write(events.isEmpty ? "nothing was done to any version yet\n" : events.table.render())
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "One version whole, and what was done to it.", discussion: "Example: semblance models show faces@2")
        @OptionGroup var common: CommonOptions
        @Argument(help: "The version.") var model: String

        func run() async throws {
            try await Workspace(common).withCollection { context in
                let record = try await context.catalog.find(model)
                var reply = ModelReply(try await context.database.models.summary(id: record.id))
                let history = try await context.database.modelEvents.list(model: record.id).map(ModelEventReply.init)
                reply.history = history
                if common.json { return try JSONOutput.write(reply) }
                var table = TextTable([.text("model"), .text("\(reply.name)@\(reply.version)")])
                for (name, value) in reply.lines { table.add([name, value]) }
                try StandardOutput.write(table.render() + (history.isEmpty ? "" : "\n" + history.table.render()))
            }
        }
    }
}

extension ModelReply {
    /// For people.
    var lines: [(String, String)] {
        [
            ("id", "\(id)"), ("objective", objective), ("resolution", "\(resolution) px"),
            ("latent dimension", "\(latentDimension)"), ("state", state + (active ? ", active" : "")), ("latents", "\(latents)"),
            ("created", createdAt.formatted(.iso8601)), ("metrics", metrics.text), ("configuration", configuration.text),
        ]
    }
}
