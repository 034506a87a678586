import SemblanceCore
import SemblanceImaging
import SemblanceStorage

/// What a served version makes of photos: reconstructions, the way between two of them, random images.
public struct ServedPictures: Sendable {
    private let search: SimilaritySearch
    private let cache: PictureCache
    private var engine: ModelEngine { search.version.engine }

    /// The version that draws.
    public var model: ModelReference { search.version.reference }
    /// How photos are prepared for it.
    public var preprocessor: Preprocessor { engine.preprocessor }

    /// - Parameters:
    ///   - search: what is served
    ///   - cache: keeps ways between photos
    public init(_ search: SimilaritySearch, cache: PictureCache) {
        self.search = search
        self.cache = cache
    }

    /// One end of a way, or a photo to reconstruct.
    public enum Subject: Sendable {
        /// A photo, and the SHA-256 of its file.
        case photo(QueryPhoto, sha256: [UInt8])
        /// A photo of the corpus.
        case image(Int64)
    }

    /// How a way goes.
    public struct WayOptions: Sendable, Equatable {
        /// How many frames, both ends included.
        public var steps: Int
        /// How latents are mixed; nil for the way that the model's paper shows.
        public var mode: LatentInterpolation?

        /// Nine frames, as published.
        public init(steps: Int = 9, mode: LatentInterpolation? = nil) {
            self.steps = steps
            self.mode = mode
        }
    }

    /// What the model sees in a photo.
    ///
    /// - Throws: `notFound` for an image without a latent of this version
    public func reconstruction(of subject: Subject) async throws -> RGBImage {
        try await engine.generation.submit(try await coordinates(of: [subject])[0])
    }

    /// The way from one photo to another.
    ///
    /// The same photos, version, steps and mode have the same frames to the last byte, from the cache or drawn anew.
    ///
    /// - Throws: `invalidArgument` for fewer than 2 or more than 100 steps
    public func way(from a: Subject, to b: Subject, _ options: WayOptions = WayOptions()) async throws -> Way {
        guard (2...100).contains(options.steps) else {
            throw SemblanceError(.invalidArgument, "an interpolation of \(options.steps) steps", advice: "give 2 to 100")
        }
        let mode = options.mode ?? engine.model.interpolation
        let key = PictureCache.Key(
            model: search.version.record.id, ends: [try await identity(of: a), try await identity(of: b)], steps: options.steps, mode: mode)
        return try await cache.value(for: key) {
            let ends = try await coordinates(of: [a, b])
            let path = mode.path(from: ends[0], to: ends[1], steps: options.steps)
            // In one pass of its own: what others ask for at the same time must not show in the last bit of a pixel.
            let frames = try await engine.model.generate(path, truncation: engine.model.truncation)
            return Way(
                mode: mode, coordinates: path, frames: frames, ends: [try await picture(of: a), try await picture(of: b)])
        }
    }

    /// The photo of the corpus that is nearest to each frame.
    public func nearest(to way: Way, metric: Metric = .cosine) async throws -> [SearchReply.Hit?] {
        let hits = try await search.nearest(1, of: way.coordinates, metric: metric).map(\.first)
        let details = try await search.directory.details(of: hits.compactMap { $0?.id }).found
        return hits.map { hit in
            hit.map { SearchReply.Hit(rank: 1, hit: $0, metric: metric, detail: details[$0.id], withReconstruction: false) }
        }
    }

    /// Random images.
    ///
    /// - Parameter truncation: what random latents are multiplied with; nil for what the model's paper uses
    /// - Throws: `invalidArgument` for fewer than 1 or more than 256 images, and a truncation outside of 0 … 100
    public func samples(_ count: Int, seed: UInt64, truncation: Float? = nil) async throws -> [RGBImage] {
        guard (1...256).contains(count) else { throw SemblanceError(.invalidArgument, "\(count) samples", advice: "give 1 to 256") }
        let truncation = truncation ?? engine.model.truncation
        guard (0...100).contains(truncation) else {
            throw SemblanceError(.invalidArgument, "a truncation of \(truncation)", advice: "give a number from 0 to 100")
        }
        return try await engine.model.sample(count: count, seed: seed, truncation: truncation)
    }

    // MARK: Inside

    private func coordinates(of subjects: [Subject]) async throws -> [[Float]] {
        let photos = subjects.compactMap { subject in if case .photo(let photo, _) = subject { photo.prepared } else { nil } }
        var encoded = try await (photos.isEmpty ? [] : engine.model.encode(photos))[...]
        var coordinates: [[Float]] = []
        for subject in subjects {
            switch subject {
            case .photo:
                guard let latent = encoded.popFirst() else { throw SemblanceError(.engine, "the encoder gave too few latents") }
                coordinates.append(engine.coordinates(of: latent))
            case .image(let id): coordinates.append(try await search.coordinates(of: id))
            }
        }
        return coordinates
    }

    /// - Throws: `notFound` for an image that is gone, whatever is kept of it
    private func identity(of subject: Subject) async throws -> [UInt8] {
        switch subject {
        case .photo(_, let sha256): return sha256
        case .image(let id):
            _ = try await search.coordinates(of: id)
            return withUnsafeBytes(of: id.littleEndian, Array.init)
        }
    }

    /// A photo as a strip shows it.
    private func picture(of subject: Subject) async throws -> RGBImage {
        switch subject {
        case .photo(let photo, _): return photo.prepared
        case .image(let id):
            guard let thumbnail = try await search.database.images.thumbnail(of: id) else {
                throw SemblanceError(.notFound, "there is no image \(id) in the index", advice: "take an id from a search's hits")
            }
            return try engine.preprocessor.prepare(thumbnail)
        }
    }
}
