import ArgumentParser
import Foundation
import SemblanceCore
import SemblanceStorage

struct DatabaseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "database", abstract: "The embedded PostgreSQL and the schema.",
        discussion: """
            Without DATABASE_URL a PostgreSQL of this home starts by itself and goes on running until `database stop`.

            Example: semblance database status
            """,
        subcommands: [Start.self, Stop.self, Status.self, Migrate.self, URLCommand.self])

    struct Start: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Start the embedded cluster.", discussion: "Example: semblance database start")
        @OptionGroup var common: CommonOptions

        func run() async throws {
            let workspace = try await Workspace(common)
            try workspace.requireEmbedded()
            try await workspace.withDatabase { _ in }
            try await DatabaseCommand.report(workspace, json: common.json)
        }
    }

    struct Stop: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Stop the embedded cluster.", discussion: "Example: semblance database stop")
        @OptionGroup var common: CommonOptions

        func run() async throws {
            let workspace = try await Workspace(common)
            try workspace.requireEmbedded()
            let ran = try await EmbeddedCluster(home: workspace.home).stop()
            if common.json { return try JSONOutput.write(["stopped": ran]) }
            try StandardOutput.write(ran ? "stopped\n" : "it was not running\n")
        }
    }

    struct Status: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "How the embedded cluster is; changes nothing.", discussion: "Example: semblance database status --json")
        @OptionGroup var common: CommonOptions

        func run() async throws {
            let workspace = try await Workspace(common)
            guard workspace.configuration[\.databaseURL] == nil else {
                let schema = try await workspace.schemaStatus()
                if common.json { return try JSONOutput.write(schema) }
                return try StandardOutput.write("the database of DATABASE_URL answers; schema \(schema.current) of \(schema.latest)\n")
            }
            try await DatabaseCommand.report(workspace, json: common.json)
        }
    }

    struct Migrate: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Bring the schema up to date.", discussion: "Example: DATABASE_URL=postgres://… semblance database migrate")
        @OptionGroup var common: CommonOptions

        func run() async throws {
            let schema = try await Workspace(common).withDatabase(migrate: true) { try await $0.schemaStatus() }
            if common.json { return try JSONOutput.write(schema) }
            try StandardOutput.write("the schema is at \(schema.current) of \(schema.latest)\n")
        }
    }

    struct URLCommand: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "url", abstract: "What to connect with, for psql and others.",
            discussion: "Example: psql \"$(semblance database url)\"")
        @OptionGroup var common: CommonOptions

        func run() async throws {
            let url = try await Workspace(common).withDatabase { $0.pool.connectionString }
            if common.json { return try JSONOutput.write(["url": url]) }
            try StandardOutput.write(url + "\n")
        }
    }

    private static func report(_ workspace: Workspace, json: Bool) async throws {
        let status = try await EmbeddedCluster(home: workspace.home).status()
        if json { return try JSONOutput.write(status) }
        let state =
            status.isRunning
            ? "running since \(status.startedAt?.formatted(.iso8601) ?? "?") (pid \(status.pid.map(String.init) ?? "?"), account \(status.account ?? "?"))"
            : status.isInitialized ? "stopped" : "not made yet"
        try StandardOutput.write(
            """
            embedded PostgreSQL of \(status.home): \(state)
            data: \(status.dataFolder) (\(status.byteSize >> 20) MiB)
            log: \(status.logFile)

            """)
    }
}

extension Workspace {
    /// Throws `conflict` where another database is configured.
    func requireEmbedded() throws {
        guard configuration[\.databaseURL] == nil else {
            throw SemblanceError(.conflict, "DATABASE_URL names another database", advice: "unset it to use the embedded one")
        }
    }

    /// The schema of the configured database, whatever its state.
    func schemaStatus() async throws -> SchemaStatus {
        let pool = PostgresPool(configuration[\.databaseURL] ?? "", maximum: 1)
        let database = Database(pool: pool)
        do {
            let status = try await database.schemaStatus()
            await database.close()
            return status
        } catch {
            await database.close()
            throw error
        }
    }
}
