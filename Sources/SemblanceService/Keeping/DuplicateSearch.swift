import SemblanceCore
import SemblanceImaging
import SemblanceIndex
import SemblanceStorage

/// Finds the photos of a corpus that are there more than once: candidates by their latents, proven by their pixels.
public struct DuplicateSearch: Sendable {
    /// Called now and then with what is being done, how much is done, and of how much.
    public typealias ProgressHandler = @Sendable (_ stage: Stage, _ done: Int, _ total: Int) -> Void

    /// What is being done.
    public enum Stage: String, Sendable {
        /// Latents are compared with latents.
        case comparing
        /// Pictures are compared with pictures.
        case verifying
    }

    private let database: Database
    private let record: ModelRecord
    private let threads: Int

    /// How many candidates are looked at before the threshold is taken for too low.
    private static let maximumPairs = 2_000_000
    /// How many thumbnails are fetched in one go.
    private static let fetchCount = 500

    /// - Parameter threads: how many threads may be busy
    public init(database: Database, record: ModelRecord, threads: Int) {
        self.database = database
        self.record = record
        self.threads = threads
    }

    /// Searches the whole corpus.
    ///
    /// - Parameters:
    ///   - threshold: the least cosine of two latents, above 0 up to 1
    ///   - limit: how many groups, and how many photos with several sources, are returned at most; nil for all
    /// - Throws: `notFound` where the version has encoded nothing; `tooLarge` where the threshold selects millions of pairs
    public func find(
        threshold: Float, limit: Int? = nil, onProgress: @escaping ProgressHandler = { _, _, _ in }
    ) async throws -> DuplicateReply {
        let latents = try await database.latents.load(model: record.id)
        guard latents.count > 0 else {
            throw SemblanceError(
                .notFound, "nothing is indexed for \(record.model.name)@\(record.model.version) yet",
                advice: "index a folder first: semblance index --corpus DIR")
        }
        let ids = latents.ids
        let candidates = try await SimilarPairSearch(rows: latents.vectors, dimension: latents.dimension, threads: threads)
            .pairs(atLeast: threshold, limit: Self.maximumPairs) { onProgress(.comparing, $0, $1) }
        let pairs = candidates.map { ImagePair(ids[$0.first], ids[$0.second], $0.similarity) }
        let groups = ImagePair.groups(of: try await verified(pairs, onProgress))
        let several = try await database.images.idsWithSeveralSources(in: record.collectionID)
        return try await reply(Array(groups.prefix(limit ?? .max)), Array(several.prefix(limit ?? .max)), threshold)
    }

    /// The pairs whose thumbnails show the same photo.
    private func verified(_ pairs: [ImagePair], _ onProgress: ProgressHandler) async throws -> [ImagePair] {
        var signatures: [Int64: PictureSignature] = [:]
        var verified: [ImagePair] = []
        for start in stride(from: 0, to: pairs.count, by: Self.fetchCount) {
            try Task.checkCancellation()
            let part = pairs[start..<min(start + Self.fetchCount, pairs.count)]
            let missing = Set(part.flatMap { [$0.first, $0.second] }).filter { signatures[$0] == nil }
            for (id, thumbnail) in try await database.images.thumbnails(of: Array(missing)) {
                signatures[id] = PictureSignature(try ImageDecoder.decode(thumbnail))
            }
            verified += part.filter { pair in
                // An image may have been deleted since its latent was read.
                guard let first = signatures[pair.first], let second = signatures[pair.second] else { return false }
                return first.agreement(with: second) >= PictureSignature.sameAgreement
            }
            onProgress(.verifying, start + part.count, pairs.count)
        }
        return verified
    }

    private func reply(
        _ groups: [(similarity: Float, ids: [Int64])], _ several: [Int64], _ threshold: Float
    ) async throws -> DuplicateReply {
        let ids = groups.flatMap(\.ids) + several
        let images = try await database.images.find(ids: ids)
        let sources = try await database.images.sources(of: ids)
        let copy: (Int64) -> DuplicateReply.Copy? = { id in
            images[id].map { DuplicateReply.Copy($0, sources: sources[id] ?? []) }
        }
        return DuplicateReply(
            model: ModelReference(record), threshold: threshold,
            groups: groups.map { group in
                DuplicateReply.Group(similarity: group.similarity, images: group.ids.compactMap(copy).sorted { $0.isBetter(than: $1) })
            }, exact: several.compactMap(copy))
    }
}
