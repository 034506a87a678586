import ArgumentParser
import Foundation
import SemblanceCore
import SemblanceStorage

struct CollectionsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "collections", abstract: "Corpora that are kept apart, each with its own models.",
        discussion: """
            Every command takes --collection NAME; without it they work on the configured one.

            Example: semblance collections create holiday
            """,
        subcommands: [Create.self, List.self, Delete.self])

    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make an empty collection.", discussion: "Example: semblance collections create holiday")
        @OptionGroup var common: CommonOptions
        @Argument(help: "What to call it: letters, digits, dots, dashes and underscores.") var name: String

        func run() async throws {
            try await Workspace(common).withDatabase { database in
                let made = try await database.collections.create(name: name)
                if common.json { return try JSONOutput.write(made) }
                try StandardOutput.write("made the collection '\(made.name)'; index into it: --collection \(made.name)\n")
            }
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "All collections, with what they hold.", discussion: "Example: semblance collections list --json")
        @OptionGroup var common: CommonOptions

        func run() async throws {
            try await Workspace(common).withDatabase { database in
                let collections = try await database.collections.summaries().map(CollectionReply.init)
                if common.json { return try JSONOutput.write(collections) }
                var table = TextTable([
                    .text("collection"), .number("images"), .number("photo bytes"), .number("versions"), .text("active"), .text("created"),
                ])
                for collection in collections {
                    table.add([
                        collection.name, "\(collection.images)", "\(collection.photoBytes)", "\(collection.versions)",
                        collection.active ?? "", collection.createdAt.formatted(.iso8601),
                    ])
                }
                try StandardOutput.write(table.render())
            }
        }
    }

    struct Delete: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Delete a collection with its images, model versions, latents and jobs.",
            discussion: """
                The photos' files and the run folders stay where they are. The collection 'default' is left empty instead. On
                a terminal it asks first.

                Example: semblance collections delete holiday
                """)
        @OptionGroup var common: CommonOptions
        @Argument(help: "The collection.") var name: String
        @Flag(help: "Do not ask.") var yes = false

        func run() async throws {
            try await Workspace(common).withDatabase { database in
                _ = try await database.collections.require(name: name)
                guard let summary = try await database.collections.summaries().first(where: { $0.collection.name == name }) else { return }
                let content = [
                    Confirmation.count(summary.images, "image"), Confirmation.count(summary.models, "model version"),
                    "their latents and jobs",
                ].joined(separator: ", ")
                try Confirmation.require("Delete the collection '\(name)' with \(content) for good?", yes: yes, isNamed: true)
                try await database.collections.delete(name: name)
                // The collection is gone; how soon its space is free does not change that.
                try? await database.images.vacuum()
                if common.json { return try JSONOutput.write(CollectionReply(summary)) }
                try StandardOutput.write("deleted the collection '\(name)' with \(content)\n")
            }
        }
    }
}

/// A collection as `collections list` answers it, and `collections delete` with what went.
struct CollectionReply: Encodable {
    let id: Int64
    let name: String
    let images: Int
    let photoBytes: Int64
    let versions: Int
    let active: String?
    let createdAt: Date

    init(_ summary: CollectionSummary) {
        id = summary.collection.id
        name = summary.collection.name
        images = summary.images
        photoBytes = summary.photoBytes
        versions = summary.models
        active = summary.activeModel
        createdAt = summary.collection.createdAt
    }
}
