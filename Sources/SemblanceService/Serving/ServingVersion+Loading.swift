import SemblanceCore
import SemblanceImaging
import SemblanceIndex
import SemblanceStorage

extension ServingVersion {
    /// How often an index that the database searches counts its latents.
    private static let refreshing = Duration.seconds(30)

    /// Makes a version ready: reads its latents into memory, unless the database searches them.
    static func load(
        _ record: ModelRecord, engine: ModelEngine, indexes: IndexFactory, from database: Database
    ) async throws -> ServingVersion {
        let count = try await database.latents.count(model: record.id)
        let choice = indexes.choice(count: count, dimension: record.model.latentDimension)
        let version =
            choice.kind == .pgvector
            ? try await asking(database, record, engine, indexes, choice) : try await holding(database, record, engine, indexes, choice)
        indexes.observer.loaded(version)
        return version
    }

    /// A version whose latents are in memory.
    private static func holding(
        _ database: Database, _ record: ModelRecord, _ engine: ModelEngine, _ indexes: IndexFactory, _ choice: IndexChoice
    ) async throws -> ServingVersion {
        let quantiles = try await FamiliarityMeasurement(database: database).current(of: record)
        let snapshot = try await database.changes.snapshot(model: record.id)
        let latents = snapshot.latents
        let index = try indexes.inMemory(choice.kind, ids: latents.ids, rows: latents.vectors, dimension: record.model.latentDimension)
        return ServingVersion(
            record: record, engine: engine,
            familiarity: FamiliarityGauge(
                record, model: engine.model, database: database, scores: snapshot.realism.compactMap { $0 }, quantiles: quantiles),
            indexes: indexes, choice: choice, index: index, realism: RealismTable(latents.ids, snapshot.realism), marker: snapshot.marker,
            recall: indexes.watch(index, of: record, engine: engine))
    }

    /// A version whose latents the database searches: none is read.
    private static func asking(
        _ database: Database, _ record: ModelRecord, _ engine: ModelEngine, _ indexes: IndexFactory, _ choice: IndexChoice
    ) async throws -> ServingVersion {
        let measurement = FamiliarityMeasurement(database: database)
        let quantiles = try await measurement.current(of: record)
        let scores = quantiles == nil ? try await measurement.sampledScores(of: record) : []
        // What comes after the marker is told again, so that nothing falls in between.
        let marker = try await database.changes.marker()
        let asked = try await indexes.inDatabase(record, database)
        return ServingVersion(
            record: record, engine: engine,
            familiarity: FamiliarityGauge(record, model: engine.model, database: database, scores: scores, quantiles: quantiles),
            indexes: indexes, choice: choice, index: asked.index, realism: nil, marker: marker, refresh: (asked.refresh, .now),
            recall: indexes.watch(asked.index, of: record, engine: engine, improve: asked.improve))
    }

    /// The version with what has changed in the corpus since.
    ///
    /// - Parameter directory: is told what changed of the images
    func following(_ database: Database, _ directory: ImageDirectory) async throws -> ServingVersion {
        let held = index as? any MemoryIndex
        let changes = try await database.changes.changes(
            collection: record.collectionID, model: record.id, since: marker, latents: held != nil)
        var next = self
        next.marker = changes.marker
        guard changes.isComplete else {
            directory.forget()
            return held == nil ? try await next.refreshed() : try await reloaded(from: database)
        }
        let gone = try await directory.refresh(changes.touched)
        guard let held else { return try await next.refreshed() }
        let added = changes.added
        let new = added.ids.indices.filter { !held.contains(added.ids[$0]) && !gone.contains(added.ids[$0]) }
        guard !new.isEmpty || gone.contains(where: held.contains) else { return next }
        guard !indexes.isOutgrown(choice, count: count + new.count, dimension: index.dimension) else {
            return try await reloaded(from: database)
        }
        for row in new { realism?[added.ids[row]] = changes.addedRealism[row] }
        for id in gone { realism?[id] = nil }
        let insertions = new.map { row in
            (id: added.ids[row], vector: Array(added.vectors[row * added.dimension..<(row + 1) * added.dimension]))
        }
        next.index = try held.updating(inserting: insertions, removing: gone)
        next.generation += 1
        return next
    }

    /// The version with an index that knows of the database what there was to know lately.
    private func refreshed() async throws -> ServingVersion {
        guard let refresh, .now >= refresh.last + Self.refreshing else { return self }
        try await refresh.look()
        var next = self
        next.refresh?.last = .now
        return next
    }

    /// The version as the database has it now, with what was measured of an index of the same kind.
    private func reloaded(from database: Database) async throws -> ServingVersion {
        var fresh = try await Self.load(record, engine: engine, indexes: indexes, from: database)
        fresh.generation = generation + 1
        if fresh.choice.kind == choice.kind { fresh.recall = recall }
        return fresh
    }
}
