import ArgumentParser
import SemblanceCore
import SemblanceImaging
import SemblanceModels

extension BenchCommand {
    struct HTTP: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "http", abstract: "The query server under load, on a database of its own that is removed again.",
            discussion: """
                Fills a database with made-up photos, starts semblance serve on it, and asks: uploads at a fixed rate, uploads as fast as \
                they are answered, and searches by id. Then the same steps are called without HTTP, in a process of their own. With \
                --url, only asks a server that runs already.

                Example: semblance bench http --count 200000 --rate 50
                Example: semblance bench http --url http://127.0.0.1:8080 --count 1000
                """)
        @OptionGroup var common: CommonOptions
        @OptionGroup var network: NetworkOptions
        @Option(help: "How many photos are searched; their ids are 1 to this number.") var count = 200_000
        @Option(help: "The length of a latent.") var dimension = 128
        @Option(help: "Uploads a second in the steady run.") var rate = 50.0
        @Option(help: "Seconds that each run lasts.") var seconds = 10.0
        @Option(help: "Clients that upload at the same time in the run for the top rate.") var clients = 8
        @Option(help: "The address of a server that runs already.") var url: String?
        @Option(help: "Write the made-up latents there, rows of 32-bit floats, and measure nothing.") var latents: String?
        @Flag(help: .hidden) var inProcess = false

        func validate() throws {
            guard (1...10_000_000).contains(count) else { throw ValidationError("--count is 1 to 10000000") }
            guard NetworkConfiguration.latentDimensions.contains(dimension) else { throw ValidationError("--dimension is 3 to 16000") }
            guard rate > 0, rate <= 100_000 else { throw ValidationError("--rate is above 0 and at most 100000") }
            guard seconds > 0, seconds <= 3600 else { throw ValidationError("--seconds is above 0 and at most 3600") }
            guard (1...256).contains(clients) else { throw ValidationError("--clients is 1 to 256") }
            do {
                _ = try url.map(ServerAddress.init(url:))
            } catch let error as SemblanceError {
                throw ValidationError(error.description)
            }
        }

        func run() async throws {
            if let latents { return try SynthesizedLatents(count: count, dimension: dimension).write(to: BytePath(latents)) }
            let workspace = try await Workspace(common)
            let plan = try plan(workspace)
            if inProcess { return try JSONOutput.write(try await InProcessBenchmark(workspace: workspace, plan: plan).run()) }
            let benchmark = HTTPBenchmark(workspace: workspace, plan: plan)
            let report =
                if let url { try await benchmark.run(at: ServerAddress(url: url)) } else { try await benchmark.run() }
            if common.json { return try JSONOutput.write(report) }
            try StandardOutput.write(report.description)
        }

        private func plan(_ workspace: Workspace) throws -> HTTPBenchmarkPlan {
            var shape = try network.configuration()
            shape.latentDimension = dimension
            let model = ModelConfiguration(network: shape, inferencePrecision: network.precision(on: workspace.device))
            return HTTPBenchmarkPlan(count: count, configuration: model, rate: rate, seconds: seconds, uploadClients: clients)
        }
    }
}
