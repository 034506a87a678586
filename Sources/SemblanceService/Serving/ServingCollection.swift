import SemblanceCore
import SemblanceStorage
import Synchronization

/// A collection that is searched, and followed as the database changes.
public actor ServingCollection {
    /// Makes the engine of a version, ready for its first request.
    public typealias EngineLoader = @Sendable (ModelRecord) async throws -> ModelEngine

    /// How long a version that could not be loaded is left alone.
    private static let patience = Duration.seconds(60)

    private struct State {
        var version: ServingVersion?
        var failure: SemblanceError?
        /// Whether the database was looked at, successfully or not.
        var hasLooked = false
        /// Of versions that do not serve yet, for what is taken in meanwhile.
        var encoders: EncoderShelf
    }

    /// How far following is.
    public struct Status: Sendable {
        /// What serves; nil where no version does.
        public let version: ServingVersion?
        /// Why the last look at the database failed, or the version that was activated does not serve; nil where neither is so.
        public let failure: SemblanceError?
    }

    /// The collection.
    public nonisolated let collection: ImageCollection
    /// What is shown with hits.
    public nonisolated let directory: ImageDirectory

    let database: Database
    private let loadEngine: EngineLoader
    private let indexes: IndexFactory
    private nonisolated let state: Mutex<State>
    /// A version that was activated and could not be loaded.
    private var broken: (model: Int64, at: ContinuousClock.Instant, error: SemblanceError)?
    /// Versions that are loaded beside the one that serves, for activations that are about to be recorded.
    private var prepared: [Int64: ServingVersion] = [:]
    /// How many such activations there are.
    private var changes = 0
    /// The look under way, or the last one.
    private var running: Task<Void, any Error>?
    private var queued: Task<Void, any Error>?

    /// A collection that has not looked at the database yet.
    ///
    /// - Parameters:
    ///   - indexes: makes the indexes of its versions
    ///   - engine: makes their engines
    public init(
        _ collection: ImageCollection, database: Database, directory: ImageDirectory, indexes: IndexFactory = IndexFactory(),
        engine: @escaping EngineLoader
    ) {
        self.collection = collection
        self.database = database
        self.directory = directory
        self.indexes = indexes
        loadEngine = engine
        state = Mutex(State(encoders: EncoderShelf(database: database) { QueuedEncoder(engine: try await engine($0)) }))
    }

    /// What serves now.
    public nonisolated var status: Status { state.withLock { Status(version: $0.version, failure: $0.failure) } }

    /// The version that serves.
    ///
    /// - Throws: `conflict` where none does, and what kept it from being loaded
    public nonisolated func version() throws -> ServingVersion {
        let (version, failure) = state.withLock { ($0.version, $0.failure) }
        if let version { return version }
        throw failure
            ?? SemblanceError(
                .conflict, "no model version serves the collection '\(collection.name)' yet", advice: "index a corpus, or activate one")
    }

    /// Encoders for what is taken in: that of the version that serves, in its queue, and those of versions that are being filled.
    public nonisolated var encoders: EncoderShelf { state.withLock { $0.encoders } }

    /// A search of what serves now.
    public nonisolated func search() throws -> SimilaritySearch {
        SimilaritySearch(database: database, version: try version(), directory: directory)
    }

    /// Looks at the database: what was committed before the call is served after it.
    ///
    /// - Throws: what keeps it from being looked at; what serves goes on serving
    public func look() async throws {
        if let queued { return try await queued.value }
        let task = Task { [running] in
            _ = await running?.result
            self.begin()
            try await self.lookNow()
        }
        queued = task
        try await task.value
    }

    /// Waits until the look that is the first has ended, whatever came of it.
    func firstLook() async {
        guard !state.withLock({ $0.hasLooked }) else { return }
        if let first = running ?? queued { _ = await first.result } else { try? await look() }
    }

    // MARK: Inside

    private func begin() {
        running = queued
        queued = nil
    }

    private func lookNow() async throws {
        defer { state.withLock { $0.hasLooked = true } }
        do {
            let (version, failure) = try await current()
            let encoders = status.version?.record.id == version?.record.id ? nil : encoders(beside: version)
            state.withLock { state in
                state.version = version
                state.failure = failure
                if let encoders { state.encoders = encoders }
            }
        } catch let error as SemblanceError {
            state.withLock { $0.failure = error }
            throw error
        }
    }

    private func encoders(beside version: ServingVersion?) -> EncoderShelf {
        EncoderShelf(database: database) { [loadEngine] record in
            if let version, version.record.id == record.id { return QueuedEncoder(engine: version.engine) }
            return QueuedEncoder(engine: try await loadEngine(record))
        }
    }

    /// What is to serve, and why it is not what was activated, if it is not.
    private func current() async throws -> (ServingVersion?, SemblanceError?) {
        guard let activation = try await database.activations.current(in: collection.id) else { return (nil, nil) }
        guard let known = status.version else { return (try await load(activation.modelID, fills: true), nil) }
        if known.record.id == activation.modelID { return (try await known.following(database, directory), nil) }
        let prepared = prepared[activation.modelID]
        if prepared == nil, let broken, broken.model == activation.modelID, .now < broken.at + Self.patience {
            return (try await known.following(database, directory), broken.error)
        }
        do {
            let next =
                if let prepared { try await prepared.following(database, directory) } else {
                    try await load(activation.modelID, fills: false)
                }
            // What changed of the images while it was loaded is told from where the old version stood.
            _ = try await known.following(database, directory)
            return (next, nil)
        } catch let error as SemblanceError where ![.unavailable, .cancelled].contains(error.code) {
            // A version that cannot serve does not take down the one that does.
            broken = (activation.modelID, .now, error)
            return (try await known.following(database, directory), error)
        }
    }

    /// Runs a change of what serves, and lets go afterwards of what was prepared for it.
    func changing<Value: Sendable>(_ change: @Sendable () async throws -> Value) async throws -> Value {
        changes += 1
        defer {
            changes -= 1
            if changes == 0 { prepared = [:] }
        }
        return try await change()
    }

    /// Loads a version beside the one that serves, for a look that is about to find it activated.
    func prepare(_ model: Int64) async throws {
        guard status.version?.record.id != model, prepared[model] == nil else { return }
        prepared[model] = try await load(model, fills: false)
    }

    private func load(_ model: Int64, fills: Bool) async throws -> ServingVersion {
        guard let record = try await database.models.find(id: model) else {
            throw SemblanceError(.notFound, "the model \(model) that serves is gone", advice: "activate another one")
        }
        async let engine = loadEngine(record)
        if fills { try await directory.fill(collection: collection.id) }
        return try await ServingVersion.load(record, engine: engine, indexes: indexes, from: database)
    }
}
