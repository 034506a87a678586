import ArgumentParser
import SemblanceCore
import SemblanceService
import SemblanceStorage

extension ModelsCommand {
    struct Activate: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Let a version serve.",
            discussion: """
                Its checkpoint is loaded first: one that is damaged is refused, and nothing changes. Servers take the version over by
                themselves; requests that have begun end on the one before.

                Example: semblance models activate faces@2 --why 'twice as many photos'
                """)
        @OptionGroup var common: CommonOptions
        @OptionGroup var reason: ReasonOption
        @Argument(help: "The version.") var model: String
        @Flag(help: "Also where it has encoded nothing, so that searches find nothing.") var force = false

        func run() async throws {
            try await Workspace(common).withCollection { context in
                let record = try await context.catalog.find(model)
                let outcome = try await context.activation.activate(record, by: .login, why: reason.text, force: force)
                try await ModelsCommand.report(outcome, context, json: common.json)
            }
        }
    }

    struct Rollback: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Let the version serve that did before.",
            discussion: """
                Once more leads to the one before that, and so on. Versions that were deleted are passed over.

                Example: semblance models rollback --why 'neighbours got worse'
                """)
        @OptionGroup var common: CommonOptions
        @OptionGroup var reason: ReasonOption
        @Flag(help: "Also where it has encoded nothing, so that searches find nothing.") var force = false

        func run() async throws {
            try await Workspace(common).withCollection { context in
                let outcome = try await context.activation.rollback(by: .login, why: reason.text, force: force)
                try await ModelsCommand.report(outcome, context, json: common.json)
            }
        }
    }

    /// Says which version serves now.
    private static func report(_ outcome: ModelActivation.Outcome, _ context: CollectionContext, json: Bool) async throws {
        var reply = ModelReply(try await context.database.models.summary(id: outcome.activation.modelID))
        reply.missing = outcome.missing
        if json { return try JSONOutput.write(reply) }
        let name = "\(reply.name)@\(reply.version)"
        try StandardOutput.write("\(name) serves '\(context.collection.name)' now (\(reply.latents) latents)\n")
        if outcome.missing > 0 {
            let images = Confirmation.count(outcome.missing, "image")
            try StandardOutput.write("\(images) of the version before lack a latent: semblance index --model \(name) --corpus …\n")
        }
    }
}

extension CollectionContext {
    /// Lets versions serve that load here.
    fileprivate var activation: ModelActivation {
        ModelActivation(database: database, collection: collection) { [catalog] record in _ = try await catalog.load(record) }
    }
}
