import SemblanceCore
import SemblanceStorage

/// Takes model versions out of a collection for good: weights, latents and their graph, jobs. Images stay.
public struct ModelRemoval: Sendable {
    /// A version with what goes with it.
    public struct Item: Sendable, Codable {
        /// The version.
        public let model: ModelReference
        /// How many images it has encoded.
        public let latents: Int
        /// The bytes of its files.
        public let bytes: Int64
        /// Whether the database searches it by a graph.
        public let graph: Bool
    }

    /// What is deleted, or would be.
    public struct Report: Sendable, Codable {
        /// The versions, newest first.
        public let deleted: [Item]
        /// Whether nothing was done.
        public var isDryRun = true

        enum CodingKeys: String, CodingKey {
            case deleted
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

    /// What deleting a version would do.
    ///
    /// - Throws: `conflict` for the version that serves
    public func preview(_ record: ModelRecord) async throws -> Report {
        if try await database.activations.current(in: collection.id)?.modelID == record.id {
            throw SemblanceError(
                .conflict, "the version \(record.model.name)@\(record.model.version) is serving", advice: "activate another one first")
        }
        return Report(deleted: [try await item(try await database.models.summary(id: record.id))])
    }

    /// What keeping the newest versions alone would do. Beside them stay the version that serves, the one that a rollback would bring,
    /// those in training, and those on which jobs work.
    ///
    /// - Parameter count: how many others that are ready to keep, the newest first
    public func preview(keeping count: Int) async throws -> Report {
        let kept = [
            try await database.activations.current(in: collection.id)?.modelID, try await database.activations.previous(in: collection.id),
        ].compactMap { $0 }
        let busy = try await database.jobs.unfinished().compactMap(\.modelID)
        let versions = try await database.models.list(in: collection.id)
        var items: [Item] = []
        for version in Self.superfluous(versions, keeping: count, and: Set(kept + busy)) { items.append(try await item(version)) }
        return Report(deleted: items)
    }

    /// Deletes what a preview named. A version that came to serve since is refused, and what was deleted before it stays deleted.
    ///
    /// - Parameter why: what is said of it in the trail
    public func delete(_ preview: Report, by actor: AuditActor, why: String?) async throws -> Report {
        for item in preview.deleted { try await database.models.delete(id: item.model.id, by: actor, why: why) }
        return Report(deleted: preview.deleted, isDryRun: false)
    }

    /// The versions that nobody needs.
    ///
    /// - Parameters:
    ///   - versions: newest first
    ///   - count: how many that are ready to keep beside `kept`
    static func superfluous(_ versions: [ModelSummary], keeping count: Int, and kept: Set<Int64>) -> [ModelSummary] {
        let others = versions.filter { !kept.contains($0.record.id) && $0.record.state != .training }
        let spared = Set(others.filter { $0.record.state == .ready }.prefix(count).map(\.record.id))
        return others.filter { !spared.contains($0.record.id) }
    }

    private func item(_ version: ModelSummary) async throws -> Item {
        let files = try await database.artifacts.list(model: version.record.id)
        let graph = try await PgvectorGraph(database, model: version.record.model).state()
        return Item(
            model: ModelReference(version.record), latents: version.latents, bytes: files.reduce(0) { $0 + $1.byteSize },
            graph: graph != .missing)
    }
}
