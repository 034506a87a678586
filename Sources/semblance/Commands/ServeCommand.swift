import ArgumentParser
import SemblanceCore

struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "Answer searches over HTTP, until it is stopped.",
        discussion: """
            Loads the latents of the version that serves into memory and follows the database from then on. GET /openapi.yaml says \
            what can be asked, /readyz whether it is ready, /metrics what it measures. Interrupted, it answers what has begun and ends.

            Anybody who reaches the port may do anything as long as there are no keys (semblance keys create), so another address \
            than a loopback one is refused without.

            Example: semblance serve
            Example: semblance serve --host 0.0.0.0 --port 8080
            """)

    @OptionGroup var common: CommonOptions
    @Option(help: "The address to listen on (default: 127.0.0.1).") var host: String?
    @Option(help: "The port to listen on, 0 for any that is free (default: 8080).") var port: Int?
    @Flag(help: "Listen on any address, though no key protects it.") var insecure = false
    @Option(help: "How many processes work on queued jobs beside the server.") var workers = 1

    func validate() throws {
        guard (0...65_535).contains(port ?? 0) else { throw ValidationError("--port is 0 to 65535") }
        guard (0...64).contains(workers) else { throw ValidationError("--workers is 0 to 64") }
    }

    func run() async throws {
        let flags = ["server.host": host, "server.port": port.map(String.init)]
        try await Self.serve(common, flags: flags, insecure: insecure, workers: workers)
    }

    /// Serves until the process is told to stop.
    ///
    /// - Parameter flags: settings from the command line, by their keys
    static func serve(_ common: CommonOptions, flags: [String: String?], insecure: Bool = false, workers: Int = 1) async throws {
        let workspace = try await Workspace(common, flags: flags.compactMapValues(\.self))
        try await workspace.withDatabase(connections: workspace.configuration[\.serverDatabaseConnections]) { database in
            let server = try await ServerProcess(workspace, database, insecure: insecure, workers: workers, json: common.json)
            try await server.run()
        }
    }
}
