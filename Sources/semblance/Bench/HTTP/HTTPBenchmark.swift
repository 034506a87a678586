import Foundation
import SemblanceCore
import SemblanceModels
import SemblanceStorage

/// The query server under load: a process of its own, on a database that is made for it and dropped. This process asks.
struct HTTPBenchmark {
    let workspace: Workspace
    let plan: HTTPBenchmarkPlan

    /// Fills a database, starts a server on it and asks.
    func run() async throws -> HTTPBenchmarkReport {
        try await BenchmarkHome.with { home in
            try await fill(home)
            return try await LoadGenerator.with { loop in
                let address = try await ServerAddress.free(on: loop)
                let server = try BenchmarkServer(home, at: address)
                defer { server.stop() }
                let generator = LoadGenerator(address, on: loop)
                let ready = try await server.waitUntilReady(generator)
                var report = try await HTTPLoad(plan: plan, generator: generator).run()
                report.readySeconds = ready
                report.peakMemoryMB = server.peakBytes.map { Double($0) / 1e6 }
                return report
            }
        }
    }

    /// Asks a server that runs already.
    func run(at address: ServerAddress) async throws -> HTTPBenchmarkReport {
        try await LoadGenerator.with { loop in
            try await HTTPLoad(plan: plan, generator: LoadGenerator(address, on: loop)).run()
        }
    }

    private func fill(_ home: BenchmarkHome) async throws {
        let latents = SynthesizedLatents(count: plan.count, dimension: plan.configuration.network.latentDimension)
        let bar = ProgressBar("filling the database", total: plan.count, unit: "latents")
        defer { bar.finish() }
        try await home.withDatabase { database in
            let context = workspace.context(
                database, try await database.collections.require(name: ImageCollection.defaultName))
            try await SynthesizedCorpus(latents: latents).fill(context, plan.configuration) { bar.update(done: $0) }
        }
    }
}
