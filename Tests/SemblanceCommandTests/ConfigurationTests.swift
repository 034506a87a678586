import Foundation
import Logging
import SemblanceCore
import SemblanceService
import Testing

@testable import semblance

@Suite("Configuration")
struct ConfigurationTests {
    /// Runs the body in a folder of its own with this `semblance.yaml`.
    private func withFolder<T>(yaml: String?, _ body: (URL) throws -> T) throws -> T {
        let folder = FileManager.default.temporaryDirectory.appending(path: "semblance-\(UUID().uuidString)", directoryHint: .isDirectory)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        if let yaml { try Data(yaml.utf8).write(to: folder.appending(path: "semblance.yaml")) }
        return try body(folder)
    }

    private func error(yaml: String, environment: [String: String] = [:]) throws -> SemblanceError? {
        try withFolder(yaml: yaml) { folder in
            #expect(throws: SemblanceError.self) { try Configuration(environment: environment, folder: folder) }
        }
    }

    @Test("A flag goes before the environment, that before the file, and that before the default")
    func precedence() throws {
        let yaml = "home: from-file\ncollection: from-file\nthreads: 3\nlimits:\n  maximum_bytes: 1_000_000\n"
        try withFolder(yaml: yaml) { folder in
            let configuration = try Configuration(
                flags: ["home": "from-flag"], environment: ["SEMBLANCE_HOME": "x", "SEMBLANCE_COLLECTION": "from-environment"],
                folder: folder)
            #expect(configuration[\.home] == "from-flag" && configuration.source(of: \.home) == .flag)
            #expect(configuration[\.collection] == "from-environment")
            #expect(configuration.source(of: \.collection) == .environment("SEMBLANCE_COLLECTION"))
            #expect(configuration[\.threads] == 3 && configuration.source(of: \.threads) == .file("semblance.yaml", line: 3))
            #expect(configuration[\.maximumBytes] == 1_000_000)
            #expect(configuration.source(of: \.maximumBytes).description == "semblance.yaml:5")
            #expect(configuration[\.device] == "auto" && configuration.source(of: \.device) == .standard)
        }
    }

    @Test("Without any file or variable the defaults are in force, and an empty variable is none")
    func defaults() throws {
        try withFolder(yaml: nil) { folder in
            let configuration = try Configuration(environment: ["SEMBLANCE_HOME": ""], folder: folder)
            #expect(configuration[\.home] == ".semblance" && configuration[\.databaseURL] == nil)
            #expect(configuration[\.collection] == "default" && configuration[\.threads] == 0)
            #expect(configuration[\.logLevel] == .info && configuration[\.maximumPixels] == 50_000_000)
            #expect(configuration.entries.map(\.source).allSatisfy { $0 == "default" })
            #expect(
                configuration.entries.map(\.key) == [
                    "home", "database.url", "collection", "device", "threads", "log.level", "log.format", "limits.maximum_pixels",
                    "limits.maximum_bytes", "index.kind", "index.memory_megabytes", "index.recall_sample", "index.recall_floor",
                    "index.recall_target", "retrain.gate", "retrain.held_out", "retrain.maximum_photos", "jobs.lease_seconds",
                    "jobs.patience_seconds", "server.host", "server.port",
                    "server.database_connections", "server.connections", "server.uploads", "server.header_bytes", "server.parts",
                    "server.body_seconds", "server.idle_seconds", "server.drain_seconds", "server.queue", "server.batch",
                    "server.batch_window_ms", "server.rate_per_second", "server.rate_burst", "server.cors_origins", "server.metrics_key",
                    "server.details_megabytes",
                ])
        }
    }

    @Test("The project's own variable goes before DATABASE_URL")
    func databaseURL() throws {
        try withFolder(yaml: nil) { folder in
            let both = ["DATABASE_URL": "postgres://a/b", "SEMBLANCE_DATABASE_URL": "postgres://c/d"]
            let own = try Configuration(environment: both, folder: folder)
            #expect(own[\.databaseURL] == "postgres://c/d")
            let one = try Configuration(environment: ["DATABASE_URL": "postgres://a/b"], folder: folder)
            #expect(one[\.databaseURL] == "postgres://a/b" && one.source(of: \.databaseURL) == .environment("DATABASE_URL"))
        }
    }

    @Test("An unknown key is an error that names it, the file and the line")
    func unknownKey() throws {
        let nested = try error(yaml: "home: x\ndatabase:\n  ulr: y\n")
        #expect(nested?.message == "semblance.yaml:3: unknown setting database.ulr" && nested?.code == .invalidArgument)
        #expect(nested?.advice?.contains("database.url") == true)
        #expect(try error(yaml: "hoem: x\n")?.message == "semblance.yaml:1: unknown setting hoem")
    }

    @Test(
        "A file that is no list of settings is refused with a line",
        arguments: [
            ("home: [a, b]\n", "semblance.yaml:1: home cannot be a list"),
            ("- a\n", "semblance.yaml:1: the file cannot be a list"),
            ("\njust text\n", "semblance.yaml:2: expected settings, one a line as `key: value`"),
            ("database: x\n", "semblance.yaml:1: expected settings, one a line as `key: value`"),
            ("database:\n  url: a\ndatabase.url: b\n", "semblance.yaml:3: database.url stands there twice"),
        ])
    func shape(yaml: String, message: String) throws {
        #expect(try error(yaml: yaml)?.message == message)
    }

    @Test("Text that is no YAML, and a key given twice, are refused")
    func invalidYAML() throws {
        #expect(
            try error(yaml: "home: \"x\n")?.message.hasPrefix("the configuration file semblance.yaml is not valid YAML in line") == true)
        #expect(try error(yaml: "home: x\nhome: y\n")?.code == .invalidArgument)
    }

    @Test("An empty file, and a key with nothing behind it, set nothing", arguments: ["", "# nothing\n", "home:\ndatabase: ~\n"])
    func empty(yaml: String) throws {
        try withFolder(yaml: yaml) { folder in
            let configuration = try Configuration(environment: [:], folder: folder)
            #expect(configuration[\.home] == ".semblance")
        }
    }

    @Test("A value that is not sound says where it stands and what to give")
    func unsound() throws {
        let inFile = try error(yaml: "threads: many\n")
        #expect(inFile?.description == "threads is \"many\" (semblance.yaml:1); give a whole number from 0")
        let inEnvironment = try error(yaml: "", environment: ["SEMBLANCE_LOG_LEVEL": "loud"])
        #expect(inEnvironment?.message == "log.level is \"loud\" (environment: SEMBLANCE_LOG_LEVEL)")
        #expect(try error(yaml: "limits: {maximum_pixels: 0}\n")?.advice == "give a whole number from 256")
    }

    @Test(
        "Settings of the index are checked",
        arguments: [
            ("kind: hnsw", "one of auto, exact, quantized, pgvector"), ("memory_megabytes: -1", "a whole number from 0"),
            ("recall_sample: 1.01", "a number from 0 to 1"), ("recall_floor: -0.1", "a number from 0 to 1"),
            ("recall_target: 0", "a number above 0 and up to 1"), ("recall_target: nan", "a number above 0 and up to 1"),
        ])
    func index(line: String, expectation: String) throws {
        let refused = try error(yaml: "index:\n  \(line)\n")
        #expect(refused?.advice == "give \(expectation)" && refused?.message.contains("semblance.yaml:2") == true)
        try withFolder(yaml: "index: {kind: Quantized, memory_megabytes: 100, recall_floor: 0.95}\n") { folder in
            let configuration = try Configuration(environment: ["SEMBLANCE_INDEX_RECALL_SAMPLE": "1"], folder: folder)
            #expect(configuration[\.indexKind] == .quantized && configuration[\.indexMemory] == 100)
            #expect(configuration[\.indexSample] == 1 && configuration[\.indexFloor] == 0.95 && configuration[\.indexTarget] == 0.99)
        }
    }

    @Test("SEMBLANCE_CONFIG names another file, which must exist")
    func namedFile() throws {
        try withFolder(yaml: nil) { folder in
            try Data("collection: other\n".utf8).write(to: folder.appending(path: "mine.yaml"))
            let configuration = try Configuration(environment: ["SEMBLANCE_CONFIG": "mine.yaml"], folder: folder)
            #expect(configuration[\.collection] == "other" && configuration.source(of: \.collection) == .file("mine.yaml", line: 1))
            let error = #expect(throws: SemblanceError.self) {
                try Configuration(environment: ["SEMBLANCE_CONFIG": "none.yaml"], folder: folder)
            }
            #expect(error?.code == .notFound)
        }
    }

    @Test(
        "Passwords are masked, however the address is written",
        arguments: [
            ("postgres://me:s3cret@host:5432/db", "postgres://me:********@host:5432/db"),
            ("postgres://me:a:b/c@d@host/db", "postgres://me:********@host/db"),
            ("postgres://me@host/db", "postgres://me@host/db"),
            (
                "postgresql://host/db?user=me&password=s3cret&sslmode=require",
                "postgresql://host/db?user=me&password=********&sslmode=require"
            ),
            ("host=h user=me password = 's3 cret\\' x' dbname=d", "host=h user=me password = ******** dbname=d"),
            ("host=h PASSWORD=s3cret", "host=h PASSWORD=********"),
        ])
    func masking(address: String, shown: String) throws {
        #expect(Secrecy.password.masked(address) == shown)
        try withFolder(yaml: nil) { folder in
            let configuration = try Configuration(environment: ["DATABASE_URL": address], folder: folder)
            #expect(configuration.entries.first { $0.key == "database.url" }?.value == shown)
            #expect(configuration[\.databaseURL] == address)
        }
    }

    @Test("A secret is not shown at all")
    func secret() {
        #expect(Secrecy.secret.masked("abc") == "********" && Secrecy.open.masked("abc") == "abc")
    }
}
