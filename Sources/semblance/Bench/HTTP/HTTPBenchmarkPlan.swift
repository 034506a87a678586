import SemblanceModels

/// What `bench http` measures.
struct HTTPBenchmarkPlan: Sendable {
    /// How many images are searched.
    var count = 200_000
    /// The model's shape and arithmetic.
    var configuration = ModelConfiguration()
    /// Uploads a second in the steady run.
    var rate = 50.0
    /// How long each run lasts.
    var seconds = 10.0
    /// Clients that upload, each as soon as it has its reply, in the run for the top rate.
    var uploadClients = 8
    /// Clients that search by id.
    var searchClients = 32

    /// How long the load is on before a run counts.
    var warmup: Double { min(1, seconds / 4) }
}
