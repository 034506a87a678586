import SemblanceCore
import SemblanceServer
import SemblanceService
import SemblanceStorage

/// Searches with uploads in a loop without HTTP: the steps of the server (decode, encode, search) by the services that it calls, for as
/// many tasks at a time as clients ask the server.
struct InProcessBenchmark {
    let workspace: Workspace
    let plan: HTTPBenchmarkPlan

    func run() async throws -> InProcessThroughput {
        let pictures = try UploadPictures.draw()
        let options = ServerOptions(workspace.configuration)
        return try await workspace.withCollection { context in
            let directory = ImageDirectory(database: context.database)
            let serving = ServingCollection(context.collection, database: context.database, directory: directory) { record in
                let model = try await context.catalog.load(record)
                let engine = try ModelEngine(model, limits: workspace.limits, queues: options.queues)
                try await engine.warmUp()
                return engine
            }
            try await serving.look()
            let decoding = BlockingQueue(width: workspace.cores, maximumWaiting: options.queueLength)
            let rate = { (seconds: Double) in
                try await answersPerSecond(over: seconds) { number in
                    let file = pictures[number % pictures.count]
                    _ = try await serving.search().search(.file(file, decoding: decoding))
                }
            }
            _ = try await rate(plan.warmup)
            return InProcessThroughput(requestsPerSecond: try await rate(plan.seconds), concurrency: plan.uploadClients)
        }
    }

    /// How often tasks get `search` done, each calling it again as soon as it has returned.
    private func answersPerSecond(over seconds: Double, _ search: @escaping @Sendable (Int) async throws -> Void) async throws -> Double {
        let end = ContinuousClock.now + .seconds(seconds)
        let answered = try await withThrowingTaskGroup(of: Int.self) { group in
            for client in 0..<plan.uploadClients {
                group.addTask {
                    var answered = 0
                    while true {
                        try await search(client + answered)
                        guard ContinuousClock.now <= end else { return answered }
                        answered += 1
                    }
                }
            }
            return try await group.reduce(0, +)
        }
        return Double(answered) / seconds
    }
}
