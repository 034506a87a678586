import ArgumentParser
import SemblanceCore
import SemblanceService
import SemblanceStorage

extension ModelsCommand {
    struct Graph: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Build the graph with which the database searches a version.",
            discussion: """
                It is what index.kind pgvector searches; without it, such a search measures every latent. Searches go on meanwhile. Whoever adds
                photos to the version waits for the end.

                Example: semblance models graph faces@2
                """)
        @OptionGroup var common: CommonOptions
        @Argument(help: "The version.") var model: String
        @Flag(help: "Drop the graph.") var drop = false

        private struct Reply: Encodable {
            let model: ModelReference
            let graph: PgvectorGraphState
        }

        func run() async throws {
            try await Workspace(common).withCollection { context in
                let record = try await context.catalog.find(model)
                let graph = PgvectorGraph(context.database, model: record.model)
                if drop { try await graph.drop() } else { try await build(graph) }
                let reply = Reply(model: ModelReference(record), graph: try await graph.state())
                if common.json { return try JSONOutput.write(reply) }
                try StandardOutput.write("the graph of \(reply.model.name)@\(reply.model.version) is \(reply.graph.rawValue)\n")
            }
        }

        private func build(_ graph: PgvectorGraph) async throws {
            let bar = ProgressBar("graph", total: 100, unit: "%")
            defer { bar.finish() }
            try await graph.build { progress in bar.update(done: Int(progress.share * 100), total: 100) }
        }
    }
}
