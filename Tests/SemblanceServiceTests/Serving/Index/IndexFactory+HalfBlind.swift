import SemblanceCore
import SemblanceIndex
import SemblanceStorage
import SemblanceTestSupport

@testable import SemblanceService

extension IndexFactory {
    /// Makes an index that misses every second neighbour of what the database holds at that moment, as if the database searched it.
    static func halfBlind(_ settings: IndexSettings, observer: IndexObserver = IndexObserver()) -> IndexFactory {
        IndexFactory(settings, observer: observer) { record, database, _ in
            let latents = try await database.changes.snapshot(model: record.id).latents
            return DatabaseIndex(
                index: HalfBlindIndex(try ExactIndex(ids: latents.ids, rows: latents.vectors, dimension: record.model.latentDimension)))
        }
    }
}
