import SemblanceCore
import SemblanceIndex
import SemblanceStorage

/// Maps of what serves: drawn when somebody asks, kept for all who ask, and drawn anew once enough has changed.
public actor LatentMaps {
    /// How many times as long as it took to draw it stands at least.
    private static let patience = 20
    /// The share of the latents by which their number may change meanwhile.
    private static let change = 0.1
    /// The most images that anybody may ask for.
    public static let most = 100_000
    /// Which of the images are drawn where they are too many.
    private static let seed: Int64 = 1

    /// What a map is of, at one moment.
    private struct State: Equatable {
        let model: Int64
        let generation: Int
        let count: Int

        init(_ version: ServingVersion) { (model, generation, count) = (version.record.id, version.generation, version.count) }
    }

    private struct Entry {
        let map: LatentMap
        let state: State
        /// How many images it does for.
        let capacity: Int
        let drawnAt: ContinuousClock.Instant
        /// How long it took.
        let cost: Duration

        /// Whether it still shows what is to be shown.
        ///
        /// - Parameter age: how long it stands at least where little has changed
        func shows(_ wanted: State, _ capacity: Int, age: Duration) -> Bool {
            guard state.model == wanted.model, self.capacity >= capacity else { return false }
            guard state != wanted else { return true }
            let isLittle = Double(abs(wanted.count - state.count)) <= LatentMaps.change * Double(state.count)
            return isLittle && .now < drawnAt + max(age, cost * LatentMaps.patience)
        }
    }

    /// What is drawn at this moment.
    private struct Drawing: Hashable {
        let model: Int64
        let capacity: Int
    }

    private let database: Database
    private let work: BlockingQueue
    private let age: Duration
    /// By collection.
    private var entries: [Int64: Entry] = [:]
    private var drawings: [Drawing: Task<Entry, any Error>] = [:]

    /// - Parameters:
    ///   - work: where maps are drawn, off the threads that serve requests
    ///   - age: how long a map stands at least after which little has changed
    public init(database: Database, work: BlockingQueue, age: Duration = .seconds(10)) {
        self.database = database
        self.work = work
        self.age = age
    }

    /// The map of a version at work, without images that are gone.
    ///
    /// - Parameter limit: how many images at most
    /// - Throws: `unavailable` where the database is needed and does not answer; `overloaded`
    public func map(of version: ServingVersion, limit: Int) async throws -> LatentMapReply {
        let capacity = limit <= LatentMap.fitted ? LatentMap.fitted : Self.most
        let map = try await current(version, capacity)
        let held = version.index as? any MemoryIndex
        let present = held == nil ? try await database.changes.present(images: map.ids, model: version.record.id) : []
        return try await work.run { LatentMapReply(version, map, limit: limit) { held?.contains($0) ?? present.contains($0) } }
    }

    // MARK: Inside

    private func current(_ version: ServingVersion, _ capacity: Int) async throws -> LatentMap {
        let collection = version.record.collectionID
        if let entry = entries[collection], entry.shows(State(version), capacity, age: age) { return entry.map }
        let drawing = Drawing(model: version.record.id, capacity: capacity)
        if let task = drawings[drawing] { return try await task.value.map }
        let task = Task { try await self.draw(version, capacity) }
        drawings[drawing] = task
        defer { drawings[drawing] = nil }
        let entry = try await task.value
        entries[collection] = entry
        return entry.map
    }

    private nonisolated func draw(_ version: ServingVersion, _ capacity: Int) async throws -> Entry {
        let (start, dimension) = (ContinuousClock.now, version.record.model.latentDimension)
        let ids = try await database.latents.sample(capacity, of: version.record.id, seed: Self.seed)
        let map: LatentMap
        if let held = version.index as? any MemoryIndex {
            map = try await work.run { try LatentMap(ids, dimension: dimension) { held.vector(of: $0) } }
        } else {
            let vectors = try await version.index.vectors(of: ids)
            map = try await work.run { try LatentMap(ids, dimension: dimension) { vectors[$0] } }
        }
        // With all images in it, it does for whoever wants more too.
        let enough = ids.count < capacity ? Self.most : capacity
        return Entry(map: map, state: State(version), capacity: enough, drawnAt: .now, cost: start.duration(to: .now))
    }
}
