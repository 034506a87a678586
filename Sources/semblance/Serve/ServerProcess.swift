import Foundation
import Logging
import NIOCore
import SemblanceCore
import SemblanceServer
import SemblanceService
import SemblanceStorage
import ServiceLifecycle

/// The query server of this process, put together.
struct ServerProcess: Sendable {
    private let workspace: Workspace
    private let database: Database
    private let options: ServerOptions
    private let workers: Int
    private let isJSON: Bool
    private let logger: Logger
    private let keys: KeyRing
    private let metrics = ServerMetrics()
    private let gauges: ServerGauges

    /// - Parameters:
    ///   - insecure: whether an address that others reach may go without keys
    ///   - workers: how many processes work on queued jobs beside the server
    ///   - json: whether the address is told as JSON
    /// - Throws: `conflict` for an address that others reach where no key is in force
    init(_ workspace: Workspace, _ database: Database, insecure: Bool, workers: Int, json: Bool) async throws {
        self.workspace = workspace
        self.database = database
        self.workers = workers
        isJSON = json
        options = ServerOptions(workspace.configuration)
        try options.validate()
        logger = Logger(label: "semblance", factory: workspace.logFactory)
        gauges = ServerGauges(in: metrics)
        keys = KeyRing(opensWithoutKeys: options.isLoopback || insecure)
        try await keys.follow(database)
        guard options.isLoopback || insecure || !keys.isEmpty else {
            throw SemblanceError(
                .conflict, "\(options.host) can be reached by others, and no key protects it",
                advice: "make one (semblance keys create NAME --scope admin), or say --insecure")
        }
    }

    /// Serves until the process is told to stop, and the requests that have begun are answered.
    func run() async throws {
        let shelf = ServingShelf(database: database) { [self] in serving($0) }
        let follower = DatabaseFollower(database, onChange: noteFollowing) { [self] in try await look(shelf) }
        let pipeline = HTTPPipeline(options: options, keys: keys, metrics: metrics, logger: logger)
        let router = pipeline.router()
        ServerRoutes(parts: parts(shelf, follower)).add(to: router)
        let application = pipeline.application(
            router,
            services: [
                FollowerService(follower: follower), HousekeepingService(database: database),
                WorkerService(count: workers, workspace: workspace, logger: logger),
            ]
        ) { [self] port in announce(port) }
        let group = pipeline.serviceGroup(application)
        // The group hears signals itself: a task that is cancelled would drop the requests that have begun.
        let task = Task {
            try await group.run()
            try? await keys.noteUses(in: database)
        }
        do {
            try await task.value
        } catch let error where error is IOError || error is SocketAddressError || error is SocketAddressError.UnknownHost {
            throw SemblanceError(
                .unavailable, "nobody can be listened to on \(options.host), port \(options.port): \(Self.reason(error))",
                advice: "choose another --host or --port, or stop what listens there")
        }
    }

    // MARK: Inside

    private static func reason(_ error: any Error) -> String {
        (error as? IOError).map { String(cString: strerror($0.errnoCode)).lowercased() } ?? "the host is not known"
    }

    private func parts(_ shelf: ServingShelf, _ follower: DatabaseFollower) -> ServerParts {
        let name = workspace.configuration[\.collection]
        return ServerParts(
            database: database, loader: workspace.loader, shelf: shelf, collection: name,
            decoding: BlockingQueue(width: workspace.cores, maximumWaiting: options.queueLength),
            pictures: PictureCache(), limits: workspace.limits, options: options,
            retraining: RetrainDefaults(workspace.configuration), metrics: metrics,
            readiness: { await Self.readiness(shelf, follower, name) })
    }

    private func serving(_ collection: ImageCollection) -> ServingCollection {
        let loader = workspace.loader
        let observer = QueueObserver(
            waiting: { [gauges] in gauges.setDepth($0) }, waited: { [metrics] in metrics.stage(.queue, $0) },
            began: { [metrics] in metrics.encodeBatch($0) })
        return ServingCollection(
            collection, database: database,
            directory: ImageDirectory(database: database, budget: workspace.configuration[\.serverMemory] << 20),
            indexes: IndexFactory(
                IndexSettings(workspace.configuration), observer: .reporting(to: logger, metrics, collection: collection.name))
        ) { [database, limits = workspace.limits, queues = options.queues, logger] record in
            let name = "\(record.model.name)@\(record.model.version)"
            do {
                let model = try await ModelCatalog.load(record, from: database, loader: loader)
                let engine = try ModelEngine(model, limits: limits, queues: queues, observer: observer)
                try await engine.warmUp()
                logger.info("model loaded", metadata: ["model": "\(name)"])
                return engine
            } catch {
                logger.error("model cannot be loaded", metadata: ["model": "\(name)", "reason": "\(String(reflecting: error))"])
                throw error
            }
        }
    }

    /// Takes over what changed in the database.
    private func look(_ shelf: ServingShelf) async throws {
        try await keys.follow(database)
        _ = try await shelf.collection(named: workspace.configuration[\.collection])
        try await shelf.look()
        try await gauges.look(shelf, database)
        try await keys.noteUses(in: database)
    }

    private static func readiness(_ shelf: ServingShelf, _ follower: DatabaseFollower, _ name: String) async -> Readiness {
        let serving = await shelf.loaded.first { $0.collection.name == name }
        let status = serving?.status
        var model: String?
        if status?.version == nil {
            model =
                status?.failure?.description ?? (serving == nil ? "being loaded" : "no model version serves the collection '\(name)' yet")
        }
        let unavailable = follower.lastFailure.flatMap { $0.code == .unavailable ? $0.message : nil }
        return Readiness([
            Readiness.Check("database", problem: unavailable),
            Readiness.Check("model", problem: model, note: status?.failure.flatMap { $0.code == .unavailable ? nil : $0.description }),
        ])
    }

    private func noteFollowing(_ failure: SemblanceError?) {
        if let failure {
            logger.error("the database is not followed", metadata: ["reason": "\(failure.debugDescription)"])
        } else {
            logger.info("the database is followed")
        }
    }

    private func announce(_ port: Int) {
        let host = options.host.contains(":") && !options.host.hasPrefix("[") ? "[\(options.host)]" : options.host
        let url = "http://\(host):\(port)"
        logger.info("listening", metadata: ["url": "\(url)"])
        if isJSON { return (try? JSONOutput.write(Announcement(url: url, host: options.host, port: port))) ?? () }
        try? StandardOutput.write("listening on \(url) (interrupt to stop)\n")
    }

    private struct Announcement: Encodable {
        let url: String
        let host: String
        let port: Int
    }
}
