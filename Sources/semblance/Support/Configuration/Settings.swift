import Logging

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
    let maximumPixels = Setting(
        "limits.maximum_pixels", default: 50_000_000, "pixels that an image may have", expectation: "a whole number from 256",
        accepts: { $0 >= 256 })
    let maximumBytes = Setting(
        "limits.maximum_bytes", default: 16 << 20, "bytes that an image file or an upload may have",
        expectation: "a whole number from 1024", accepts: { $0 >= 1024 })

    let leaseSeconds = Setting(
        "jobs.lease_seconds", default: 15.0, "seconds that work stays with a worker which gives no sign of life",
        expectation: "a number from 1", accepts: { $0 >= 1 })
    let patienceSeconds = Setting(
        "jobs.patience_seconds", default: 300.0, "seconds that a worker waits for a database which does not answer",
        expectation: "a number from 0", accepts: { $0 >= 0 })

    /// All of them, in their order above.
    var all: [any AnySetting] {
        Mirror(reflecting: self).children.compactMap { $0.value as? any AnySetting }
    }
}
