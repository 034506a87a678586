import Foundation
import SemblanceCore
import SemblanceModels
import SemblanceStorage

/// The query server under load: a process of its own, on a database that is made for it and dropped. This process asks.
struct HTTPBenchmark {
    let workspace: Workspace
    let plan: HTTPBenchmarkPlan

    /// Fills a database, starts a server on it and asks; then lets another process do the same work without HTTP.
    func run() async throws -> HTTPBenchmarkReport {
        try await BenchmarkHome.with { home in
            try await fill(home)
            var report = try await LoadGenerator.with { loop in
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
            let inProcess = try await throughputInProcess(home)
            report.inProcess = inProcess
            report.shareOfInProcess = report.requestsPerSecond / inProcess.requestsPerSecond
            return report
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

    /// `bench http --in-process` in a process that has done nothing else.
    private func throughputInProcess(_ home: BenchmarkHome) async throws -> InProcessThroughput {
        let process = home.command([
            "bench", "http", "--in-process", "--json", "--seconds", "\(plan.seconds)", "--clients", "\(plan.uploadClients)",
        ])
        let output = Pipe()
        process.standardOutput = output
        do {
            try process.run()
            let bytes = try output.fileHandleForReading.readToEnd() ?? Data()
            process.waitUntilExit()
            let decoder = JSONDecoder()
            decoder.keyDecodingStrategy = .convertFromSnakeCase
            return try decoder.decode(InProcessThroughput.self, from: bytes)
        } catch {
            throw SemblanceError(.unavailable, "the work without HTTP could not be measured: see above", detail: "\(error)")
        }
    }
}
