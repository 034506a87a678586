import SemblanceCore
import SemblanceImaging
import SemblanceStorage

/// Asks for corpora to be indexed, and leaves the rest to whichever worker comes: it lists the places where it runs, so that nothing here
/// has to reach the photos.
public struct CorpusQueue: Sendable {
    private let database: Database
    private let collection: ImageCollection

    /// The queue of a collection.
    public init(database: Database, collection: ImageCollection) {
        self.database = database
        self.collection = collection
    }

    /// Queues the indexing of a corpus. Where the same is asked for already and has not ended, that job is returned.
    ///
    /// - Parameters:
    ///   - places: folders, tars, images and lists of paths, by paths from the root
    ///   - model: the version that encodes
    ///   - followsLinks: whether symbolic links within folders count as what they lead to
    ///   - prunes: whether sources that are gone are removed, and images that have no source then
    ///   - retriesFailures: whether files that could not be decoded last time, and are as they were, are tried again
    /// - Returns: the job, whose total is 0 until a worker has listed the places; where it cannot, the job fails and says why
    /// - Throws: `invalidArgument` for no place, or a path that leads elsewhere from another folder; `notFound` for a version that the
    ///   collection does not have
    public func enqueue(
        _ places: [BytePath], model: Int64, followsLinks: Bool = false, prunes: Bool = false, retriesFailures: Bool = false
    ) async throws -> Job {
        guard !places.isEmpty else {
            throw SemblanceError(.invalidArgument, "no place to index is named", advice: "name a folder with photos")
        }
        if let place = places.first(where: { $0.bytes.first != UInt8(ascii: "/") || $0.bytes.contains(0) }) {
            throw SemblanceError(.invalidArgument, "'\(place)' is no path from the root", advice: "begin it with a slash")
        }
        let parameters = IndexParameters(corpus: places.map(\.description), followsLinks: followsLinks, prunes: prunes)
        return try await database.plans.enqueue(
            IndexRequest(
                collection: collection.id, model: model, parameters: JSONText(encoding: parameters), retriesFailures: retriesFailures))
    }
}
