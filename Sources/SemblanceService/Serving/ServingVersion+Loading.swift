import SemblanceCore
import SemblanceImaging
import SemblanceIndex
import SemblanceStorage

extension ServingVersion {
    /// Reads a version's latents into memory.
    static func load(_ record: ModelRecord, engine: ModelEngine, from database: Database) async throws -> ServingVersion {
        let quantiles = try await FamiliarityMeasurement(database: database).current(of: record)
        let snapshot = try await database.changes.snapshot(model: record.id)
        let latents = snapshot.latents
        return ServingVersion(
            record: record, engine: engine,
            familiarity: FamiliarityGauge(
                record, model: engine.model, database: database, scores: snapshot.realism.compactMap { $0 }, quantiles: quantiles),
            index: try LayeredIndex(ExactIndex(ids: latents.ids, rows: latents.vectors, dimension: record.model.latentDimension)),
            generation: 0, realism: RealismTable(latents.ids, snapshot.realism), marker: snapshot.marker)
    }

    /// The version with what has changed in the corpus since.
    ///
    /// - Parameter directory: is told what changed of the images
    func following(_ database: Database, _ directory: ImageDirectory) async throws -> ServingVersion {
        let changes = try await database.changes.changes(collection: record.collectionID, model: record.id, since: marker)
        guard changes.isComplete else {
            directory.forget()
            let fresh = try await Self.load(record, engine: engine, from: database)
            return with(
                fresh.index, generation: generation + 1, marker: fresh.marker, familiarity: fresh.familiarity, realism: fresh.realism)
        }
        let gone = try await directory.refresh(changes.touched)
        let added = changes.added
        let new = added.ids.indices.filter { !index.contains(added.ids[$0]) && !gone.contains(added.ids[$0]) }
        guard !new.isEmpty || gone.contains(where: index.contains) else {
            return with(index, generation: generation, marker: changes.marker)
        }
        for row in new { realism[added.ids[row]] = changes.addedRealism[row] }
        for id in gone { realism[id] = nil }
        let insertions = new.map { row in
            (id: added.ids[row], vector: Array(added.vectors[row * added.dimension..<(row + 1) * added.dimension]))
        }
        return with(
            try index.updating(inserting: insertions, removing: gone), generation: generation + 1, marker: changes.marker)
    }

    private func with(
        _ index: LayeredIndex, generation: Int, marker: LatentMarker, familiarity: FamiliarityGauge? = nil, realism: RealismTable? = nil
    ) -> ServingVersion {
        ServingVersion(
            record: record, engine: engine, familiarity: familiarity ?? self.familiarity, index: index, generation: generation,
            realism: realism ?? self.realism, marker: marker)
    }
}
