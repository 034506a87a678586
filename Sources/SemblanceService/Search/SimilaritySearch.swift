import SemblanceCore
import SemblanceImaging
import SemblanceIndex
import SemblanceStorage

/// Finds the photos of a corpus that look like a photo, by the latents of one model version.
public struct SimilaritySearch: Sendable {
    /// What is asked for.
    public struct Options: Sendable {
        /// How many hits.
        public var k: Int
        /// How latents are compared.
        public var metric: Metric
        /// Whether to ask with the mirrored photo too, and keep the nearer of both answers; only where a photo is given.
        public var mirror: Bool
        /// Which images to search among, by their metadata; nil for all.
        public var filter: MetadataFilter?
        /// Whether the query makes the round trip, which tells what the critic alone does not: that the model knows nothing like it.
        public var roundTrip: Bool

        /// Ten hits by cosine among all images.
        public init(
            k: Int = 10, metric: Metric = .cosine, mirror: Bool = false, filter: MetadataFilter? = nil, roundTrip: Bool = false
        ) {
            self.k = k
            self.metric = metric
            self.mirror = mirror
            self.filter = filter
            self.roundTrip = roundTrip
        }
    }

    /// A photo to search with.
    public struct Photo: Sendable {
        /// As it is shown.
        public let info: ImageInfo
        /// As the encoder wants it.
        public let prepared: RGBImage
        /// How long reading and decoding took.
        public let milliseconds: Double
    }

    private let database: Database
    private let record: ModelRecord
    private let model: ImageModel
    private let index: any LatentIndex
    private let judge: QueryJudge
    private let preprocessor: Preprocessor

    /// Loads the latents of a version into memory.
    ///
    /// - Throws: `notFound` where the version has encoded nothing.
    public init(database: Database, record: ModelRecord, model: ImageModel, limits: ImageLimits = .standard) async throws {
        self.database = database
        self.record = record
        self.model = model
        preprocessor = try Preprocessor(model.preprocessing, limits: limits)
        let latents = try await database.latents.load(model: record.id)
        guard latents.count > 0 else {
            throw SemblanceError(
                .notFound, "nothing is indexed for \(record.model.name)@\(record.model.version) yet",
                advice: "index a folder first: semblance index --corpus DIR")
        }
        index = try ExactIndex(ids: latents.ids, rows: latents.vectors, dimension: latents.dimension)
        judge = try await QueryJudge(database: database, record: record, model: model)
    }

    /// Reads a photo from a file.
    ///
    /// - Throws: what reading and decoding throw, naming the file.
    public func photo(file path: BytePath) throws -> Photo {
        let clock = ContinuousClock()
        let start = clock.now
        let bytes = try FileReader.read(path, maximumBytes: preprocessor.limits.maximumBytes)
        return try path.named {
            let info = try ImageDecoder.info(of: bytes)
            let prepared = try preprocessor.prepare(bytes)
            return Photo(info: info, prepared: prepared, milliseconds: start.duration(to: clock.now) / .milliseconds(1))
        }
    }

    /// The neighbours of a photo.
    public func search(_ photo: Photo, _ options: Options = Options()) async throws -> SearchReply {
        let clock = ContinuousClock()
        let start = clock.now
        let latents = try await model.encode(options.mirror ? [photo.prepared, photo.prepared.mirrored()] : [photo.prepared])
        let encoded = start.duration(to: clock.now) / .milliseconds(1)
        let query = try await judge.query(
            width: photo.info.width, height: photo.info.height, latent: latents[0], photo: options.roundTrip ? photo.prepared : nil)
        return try await reply(
            to: latents, options, query: query, timing: .init(decode: photo.milliseconds, encode: encoded, search: 0, total: 0))
    }

    /// The neighbours of a photo of the corpus; it is its own first hit, unless a filter leaves it out.
    ///
    /// - Throws: `notFound` for an image without a latent of this version.
    public func search(image id: Int64, _ options: Options = Options()) async throws -> SearchReply {
        guard let latent = try await database.latents.find(image: id, model: record.id), let image = try await database.images.find(id: id)
        else {
            throw SemblanceError(.notFound, "there is no image \(id) in the index", advice: "take an id from a search's hits")
        }
        let photo = try await options.roundTrip ? database.images.thumbnail(of: id).map { try preprocessor.prepare($0) } : nil
        let query = try await judge.query(width: image.width, height: image.height, latent: latent, photo: photo)
        return try await reply(to: [latent], options, query: query, timing: .init(decode: 0, encode: 0, search: 0, total: 0))
    }

    private func reply(
        to latents: [Latent], _ options: Options, query: SearchReply.Query, timing: SearchReply.Timing
    ) async throws -> SearchReply {
        let clock = ContinuousClock()
        let start = clock.now
        let chosen = try await ids(matching: options.filter)
        let answers = try await index.search(
            latents.map { model.normalization.coordinates(of: $0) }, k: options.k, metric: options.metric, among: chosen)
        let nearest = Self.nearest(options.k, of: answers)
        let ids = nearest.map(\.id)
        let images = try await database.images.find(ids: ids)
        // The index may still hold an image that was deleted since: it is gone everywhere.
        let hits = nearest.filter { images[$0.id] != nil }
        let sources = try await database.images.sources(of: ids)
        var timing = timing
        timing.search = start.duration(to: clock.now) / .milliseconds(1)
        timing.total = timing.decode + timing.encode + timing.search
        return SearchReply(
            model: ModelReference(record), metric: options.metric, exact: index.isExact, complete: hits.count >= options.k, query: query,
            hits: hits.enumerated().map { position, hit in
                SearchReply.Hit(
                    rank: position + 1, imageID: hit.id, distance: hit.distance,
                    similarity: options.metric.similarity(distance: hit.distance),
                    source: sources[hit.id]?.first.map { BytePath(bytes: $0).description }, thumbnailURL: "/v1/images/\(hit.id)/thumbnail",
                    metadata: images[hit.id]?.metadata ?? .emptyObject)
            }, timingMs: timing)
    }

    private func ids(matching filter: MetadataFilter?) async throws -> IDSet? {
        guard let filter else { return nil }
        return IDSet(try await database.images.ids(matching: filter, in: record.collectionID, model: record.id))
    }

    /// The nearest over several answers, each image once, ties by id.
    static func nearest(_ k: Int, of answers: [[IndexHit]]) -> [IndexHit] {
        guard answers.count > 1 else { return answers.first ?? [] }
        let best = Dictionary(answers.joined().map { ($0.id, $0) }, uniquingKeysWith: { $0.distance <= $1.distance ? $0 : $1 })
        return Array(best.values.sorted { ($0.distance, $0.id) < ($1.distance, $1.id) }.prefix(k))
    }
}
