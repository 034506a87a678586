import SemblanceCore
import SemblanceImaging
import SemblanceIndex
import SemblanceStorage

extension SimilaritySearch {
    /// A query as the index and the reply want it.
    struct ResolvedQuery: Sendable {
        /// Coordinates of the query, and of its mirrored photo.
        var queries: [[Float]]
        /// Images that are no hits.
        var excluded: [Int64] = []
        /// The photo as the encoder wants it, where the query is one that was uploaded.
        var photo: RGBImage?
        /// The photo of the corpus that the query is.
        var image: Int64?
        var width: Int?
        var height: Int?
        /// How many faces were found in the photo.
        var faces: Int?
        var realism: Float?
        /// Milliseconds that decoding took.
        var decode = 0.0
    }

    /// Makes coordinates of what was asked with.
    func resolve(_ query: SearchQuery, _ options: SearchOptions) async throws -> ResolvedQuery {
        switch query {
        case .photo(let photo): try await resolve(version.engine.encode(photo, mirror: options.mirror))
        case .file(let bytes, let decoding):
            try await resolve(version.engine.encode(bytes, decoding: decoding, mirror: options.mirror))
        case .image(let id): try await resolve(image: id, excluded: [])
        case .neighbours(let id): try await resolve(image: id, excluded: [id])
        case .latent(let coordinates): ResolvedQuery(queries: [try valid(coordinates)])
        case .examples(let positive, let negative, let latent): try await resolve(positive, negative, latent)
        }
    }

    /// What the reply says of the query.
    func query(_ resolved: ResolvedQuery, _ inclusions: Set<SearchInclusion>) async throws -> SearchReply.Query {
        let coordinates = resolved.queries[0]
        var query = SearchReply.Query(
            width: resolved.width, height: resolved.height, faces: resolved.faces, realism: resolved.realism,
            familiarity: version.familiarity.byCritic.of(realism: resolved.realism))
        if inclusions.contains(.latent) { query.latent = coordinates }
        guard !inclusions.isDisjoint(with: [.reconstruction, .roundTrip]) else { return query }
        let picture = try await version.engine.generation.submit(coordinates)
        if inclusions.contains(.reconstruction) { query.reconstruction = try DataURL.png(picture) }
        if inclusions.contains(.roundTrip), let photo = try await photo(of: resolved) {
            let returned = try await version.engine.encoding.submit(picture)
            let trip = RoundTrip(
                photo: photo, latent: coordinates, picture: picture, returned: version.engine.coordinates(of: returned))
            query.roundTrip = trip
            query.familiarity = try await version.familiarity.whole(count: version.count).of(realism: resolved.realism, roundTrip: trip)
        }
        return query
    }

    private func photo(of resolved: ResolvedQuery) async throws -> RGBImage? {
        if let photo = resolved.photo { return photo }
        guard let image = resolved.image, let thumbnail = try await database.images.thumbnail(of: image) else { return nil }
        return try version.engine.preprocessor.prepare(thumbnail)
    }

    private func resolve(_ encoded: EncodedPhoto) -> ResolvedQuery {
        ResolvedQuery(
            queries: encoded.latents.map { version.engine.coordinates(of: $0) }, photo: encoded.photo.prepared,
            width: encoded.photo.info.width, height: encoded.photo.info.height,
            faces: encoded.photo.faces, realism: encoded.latents[0].realism, decode: encoded.photo.milliseconds)
    }

    private func resolve(image id: Int64, excluded: [Int64]) async throws -> ResolvedQuery {
        let coordinates = try await coordinates(of: id)
        let detail = try await directory.details(of: [id]).found[id]
        return ResolvedQuery(
            queries: [coordinates], excluded: excluded, image: id, width: detail?.width, height: detail?.height,
            realism: try await version.realism(of: id, database))
    }

    private func resolve(_ positive: [Int64], _ negative: [Int64], _ latent: [Float]?) async throws -> ResolvedQuery {
        let given = try latent.map { [try valid($0)] } ?? []
        guard !positive.isEmpty || !given.isEmpty else {
            throw SemblanceError(.invalidArgument, "a search by examples needs a positive one", advice: "name images to look for more of")
        }
        let coordinates = ExampleQuery.coordinates(
            positive: given + (try await self.coordinates(of: positive)), negative: try await self.coordinates(of: negative),
            normalization: version.engine.model.normalization)
        return ResolvedQuery(queries: [coordinates], excluded: positive + negative)
    }

    /// The coordinates of an image of the corpus.
    ///
    /// - Throws: `notFound`
    func coordinates(of id: Int64) async throws -> [Float] { try await coordinates(of: [id])[0] }

    /// The coordinates of images of the corpus, in their order.
    ///
    /// - Throws: `notFound`
    private func coordinates(of ids: [Int64]) async throws -> [[Float]] {
        let vectors = try await version.index.vectors(of: ids)
        return try ids.map { id in
            guard let coordinates = vectors[id] else {
                throw SemblanceError(.notFound, "there is no image \(id) in the index", advice: "take an id from a search's hits")
            }
            return coordinates
        }
    }

    private func valid(_ coordinates: [Float]) throws -> [Float] {
        let dimension = version.record.model.latentDimension
        guard coordinates.count == dimension else {
            throw SemblanceError(
                .invalidArgument,
                "the latent has \(coordinates.count) values, and those of \(version.reference.name)@\(version.reference.version) have \(dimension)",
                advice: "give a latent that the same version made")
        }
        guard coordinates.allSatisfy(\.isFinite) else {
            throw SemblanceError(.invalidArgument, "the latent holds a value that is not finite")
        }
        return coordinates
    }
}
