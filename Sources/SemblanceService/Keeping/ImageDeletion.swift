import SemblanceCore
import SemblanceImaging
import SemblanceStorage

/// Takes images out of a collection for good: thumbnails, sources, metadata, and the latents of every model version. The photos'
/// files are left alone.
public struct ImageDeletion: Sendable {
    /// What is deleted, or would be.
    public struct Report: Sendable, Codable {
        /// The images, in ascending order.
        public let deleted: [Int64]
        /// Whether nothing was done.
        public let isDryRun: Bool
        /// Their files that still lie on disk; the next index takes them up again, unless they are moved away.
        public let files: [String]

        enum CodingKeys: String, CodingKey {
            case deleted, files
            case isDryRun = "dry_run"
        }
    }

    private let database: Database
    private let collection: ImageCollection

    /// Deletes from `collection`.
    public init(database: Database, collection: ImageCollection) {
        self.database = database
        self.collection = collection
    }

    /// What deleting would do.
    ///
    /// - Throws: `notFound` for an image that the collection does not have
    public func preview(_ ids: [Int64]) async throws -> Report {
        let ids = Set(ids).sorted()
        let images = try await database.images.find(ids: ids)
        if let missing = ids.first(where: { images[$0]?.collectionID != collection.id }) {
            throw SemblanceError(
                .notFound, "the collection '\(collection.name)' has no image \(missing)", advice: "see semblance images list")
        }
        return Report(deleted: ids, isDryRun: true, files: try await files(of: ids))
    }

    /// Deletes what a preview named, all of it or, where something fails, nothing; and takes the rows out of the tables' pages.
    public func delete(_ preview: Report) async throws -> Report {
        try await database.images.delete(ids: preview.deleted, in: collection.id)
        // The images are gone; how soon their space is free does not change that.
        try? await database.images.vacuum()
        return Report(deleted: preview.deleted, isDryRun: false, files: preview.files)
    }

    private func files(of ids: [Int64]) async throws -> [String] {
        let sources = try await database.images.sources(of: ids)
        return ids.flatMap { sources[$0] ?? [] }.map { BytePath(bytes: $0) }.filter(\.isPresent).map(\.description)
    }
}
