import ArgumentParser
import Foundation
import SemblanceCore
import SemblanceService
import SemblanceStorage

struct ModelsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "models", abstract: "See model versions, and choose which one serves.",
        discussion: """
            MODEL is an id, a name (its newest version) or name@version.

            Example: semblance models activate faces@2
            """,
        subcommands: [List.self, Show.self, Compare.self, Activate.self, Rollback.self, Graph.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "All versions, newest first.", discussion: "Example: semblance models list")
        @OptionGroup var common: CommonOptions

        func run() async throws {
            try await Workspace(common).withCollection { context in
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
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "One version whole.", discussion: "Example: semblance models show faces@2")
        @OptionGroup var common: CommonOptions
        @Argument(help: "The version.") var model: String

        func run() async throws {
            try await Workspace(common).withCollection { context in
                let record = try await context.catalog.find(model)
                let reply = ModelReply(try await context.database.models.summary(id: record.id))
                if common.json { return try JSONOutput.write(reply) }
                var table = TextTable([.text("model"), .text("\(reply.name)@\(reply.version)")])
                for (name, value) in reply.lines { table.add([name, value]) }
                try StandardOutput.write(table.render())
            }
        }
    }

    struct Activate: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Let a version serve.", discussion: "Example: semblance models activate faces@2")
        @OptionGroup var common: CommonOptions
        @Argument(help: "The version.") var model: String

        func run() async throws {
            try await Workspace(common).withCollection { context in
                let record = try await context.catalog.find(model)
                _ = try await context.database.activations.activate(model: record.id, in: context.collection.id)
                try await ModelsCommand.report(record.id, context, json: common.json)
            }
        }
    }

    struct Rollback: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Let the version serve that did before.", discussion: "Example: semblance models rollback")
        @OptionGroup var common: CommonOptions

        func run() async throws {
            try await Workspace(common).withCollection { context in
                let activation = try await context.database.activations.rollback(in: context.collection.id)
                try await ModelsCommand.report(activation.modelID, context, json: common.json)
            }
        }
    }

    /// Says which version serves now.
    private static func report(_ id: Int64, _ context: CollectionContext, json: Bool) async throws {
        let reply = ModelReply(try await context.database.models.summary(id: id))
        if json { return try JSONOutput.write(reply) }
        try StandardOutput.write("\(reply.name)@\(reply.version) serves '\(context.collection.name)' now (\(reply.latents) latents)\n")
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
