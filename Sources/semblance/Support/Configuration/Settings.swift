import Logging
import SemblanceService

/// Everything that can be configured. One line here is a new setting: its flag's text, environment variable, key in `semblance.yaml`
/// and line in `semblance config` follow.
struct Settings: Sendable {
    let home = Setting("home", default: ".semblance", "the folder of the embedded database, runs and caches")
    let databaseURL = Setting<String?>(
        "database.url", environment: ["SEMBLANCE_DATABASE_URL", "DATABASE_URL"], default: nil,
        "the PostgreSQL server; without it the embedded one is used", secrecy: .password)
    let collection = Setting("collection", default: "default", "the collection that commands work on")
    let device = Setting("device", default: "auto", "where tensors are computed: auto, cpu, cuda or cuda:n")
    let threads = Setting(
        "threads", default: 0, "how many cores to use; 0 stands for all", expectation: "a whole number from 0", accepts: { $0 >= 0 })
    let logLevel = Setting("log.level", default: Logger.Level.info, "the least severe message that is logged")
    let logFormat = Setting(
        "log.format", default: LogFormat.auto, "how the server logs: auto (text on a terminal, else json), json or text")
    let maximumPixels = Setting(
        "limits.maximum_pixels", default: 50_000_000, "pixels that an image may have", expectation: "a whole number from 256",
        accepts: { $0 >= 256 })
    let maximumBytes = Setting(
        "limits.maximum_bytes", default: 16 << 20, "bytes that an image file or an upload may have",
        expectation: "a whole number from 1024", accepts: { $0 >= 1024 })

    let indexKind = Setting(
        "index.kind", default: IndexPreference.auto,
        "how latents are searched: auto (by their number and the memory), exact, quantized, pgvector"
    )
    let indexMemory = Setting(
        "index.memory_megabytes", default: 0, "memory that an index may take; 0 stands for half of what there is",
        expectation: "a whole number from 0", accepts: { (0...1 << 40).contains($0) })
    let indexSample = Setting(
        "index.recall_sample", default: 0.01, "the share of searches that are repeated exhaustively to measure recall; 0 for none",
        expectation: "a number from 0 to 1", accepts: { (0...1).contains($0) })
    let indexFloor = Setting(
        "index.recall_floor", default: 0.0, "the measured recall below which searches become exhaustive; 0 for none",
        expectation: "a number from 0 to 1", accepts: { (0...1).contains($0) })
    let indexTarget = Setting(
        "index.recall_target", default: 0.99, "the recall that the database's index is set up for",
        expectation: "a number above 0 and up to 1", accepts: { $0 > 0 && $0 <= 1 })

    let retrainGate = Setting(
        "retrain.gate", default: RetrainDefaults().gate.text,
        "how much worse than the serving version's a retrained version's figures may be, for it to be activated",
        expectation: "FIGURE=TOLERANCE, with commas between", accepts: { (try? QualityGate($0)) != nil })
    let retrainHeldOut = Setting(
        "retrain.held_out", default: RetrainDefaults().heldOut, "the share of photos that no version learns from",
        expectation: "a number from 0 to 0.5",
        accepts: { (0...0.5).contains($0) })
    let retrainPhotos = Setting(
        "retrain.maximum_photos", default: RetrainDefaults().maximumPhotos, "the most photos that a version learns from",
        expectation: "a whole number from 2",
        accepts: { $0 >= 2 })

    let leaseSeconds = Setting(
        "jobs.lease_seconds", default: 15.0, "seconds that work stays with a worker which gives no sign of life",
        expectation: "a number from 1", accepts: { $0 >= 1 })
    let patienceSeconds = Setting(
        "jobs.patience_seconds", default: 300.0, "seconds that a worker waits for a database which does not answer",
        expectation: "a number from 0", accepts: { $0 >= 0 })

    let serverHost = Setting("server.host", default: "127.0.0.1", "the address that the server listens on")
    let serverPort = Setting(
        "server.port", default: 8080, "the port that the server listens on; 0 stands for any that is free",
        expectation: "a whole number from 0 to 65535", accepts: { (0...65_535).contains($0) })
    let serverDatabaseConnections = Setting(
        "server.database_connections", default: 8, "the most connections of the server to the database",
        expectation: "a whole number from 2", accepts: { $0 >= 2 })
    let serverConnections = Setting(
        "server.connections", default: 512, "the most clients that are connected at a time", expectation: "a whole number from 1",
        accepts: { $0 >= 1 })
    let serverUploads = Setting(
        "server.uploads", default: 128, "bodies that are held in memory at a time; more are refused with 503",
        expectation: "a whole number from 1", accepts: { $0 >= 1 })
    let serverHeaderBytes = Setting(
        "server.header_bytes", default: 32 << 10, "bytes that the head of a request may have", expectation: "a whole number from 1024",
        accepts: { $0 >= 1024 })
    let serverParts = Setting(
        "server.parts", default: 16, "parts that a form may have", expectation: "a whole number from 1", accepts: { $0 >= 1 })
    let serverBodySeconds = Setting(
        "server.body_seconds", default: 30.0, "seconds within which a request's body has to arrive", expectation: "a number above 0",
        accepts: { $0 > 0 })
    let serverIdleSeconds = Setting(
        "server.idle_seconds", default: 60.0, "seconds after which a silent connection is closed, the head of a request included",
        expectation: "a number above 0", accepts: { $0 > 0 })
    let serverDrainSeconds = Setting(
        "server.drain_seconds", default: 30.0, "seconds that requests have to end when the server is stopped",
        expectation: "a number above 0", accepts: { $0 > 0 })
    let serverQueue = Setting(
        "server.queue", default: 64, "uploads that may wait for the encoder; more are refused with 503",
        expectation: "a whole number from 1",
        accepts: { $0 >= 1 })
    let serverBatch = Setting(
        "server.batch", default: 32, "uploads that share a forward pass at most", expectation: "a whole number from 1", accepts: { $0 >= 1 }
    )
    let serverWindow = Setting(
        "server.batch_window_ms", default: 3.0, "milliseconds that an upload waits for others that are being decoded",
        expectation: "a number from 0", accepts: { $0 >= 0 })
    let serverRate = Setting(
        "server.rate_per_second", default: 0.0, "requests a second of each key, or each address where there are no keys; 0 for any number",
        expectation: "a number from 0", accepts: { $0 >= 0 })
    let serverBurst = Setting(
        "server.rate_burst", default: 50, "requests that a key may save up", expectation: "a whole number from 1", accepts: { $0 >= 1 })
    let serverOrigins = Setting<String?>(
        "server.cors_origins", default: nil, "web origins that may read replies, separated by commas; none without")
    let serverMetricsKey = Setting("server.metrics_key", default: false, "whether /metrics wants a key")
    let serverMemory = Setting(
        "server.details_megabytes", default: 512, "memory for what is shown with hits; the rest is asked of the database when needed",
        expectation: "a whole number from 0", accepts: { $0 >= 0 })

    /// All of them, in their order above.
    var all: [any AnySetting] {
        Mirror(reflecting: self).children.compactMap { $0.value as? any AnySetting }
    }
}
