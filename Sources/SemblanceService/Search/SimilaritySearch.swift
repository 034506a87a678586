import SemblanceCore
import SemblanceImaging
import SemblanceIndex
import SemblanceStorage

/// Finds the photos of a corpus that look like a photo, by the latents of one model version.
public struct SimilaritySearch: Sendable {
    let database: Database
    let version: ServingVersion
    let directory: ImageDirectory

    /// Searches a version at work.
    public init(database: Database, version: ServingVersion, directory: ImageDirectory) {
        self.database = database
        self.version = version
        self.directory = directory
    }

    /// Makes the index of a version: loads its latents into memory, unless the database searches them.
    ///
    /// - Parameter indexes: makes the index
    /// - Throws: `notFound` where the version has encoded nothing.
    public init(
        database: Database, record: ModelRecord, model: ImageModel, limits: ImageLimits = .standard, indexes: IndexFactory = IndexFactory()
    ) async throws {
        let engine = try ModelEngine(model, limits: limits)
        let version = try await ServingVersion.load(record, engine: engine, indexes: indexes, from: database)
        guard version.count > 0 else { throw SemblanceError.nothingIndexed(record) }
        self.init(database: database, version: version, directory: ImageDirectory(database: database))
    }

    /// Reads a photo from a file.
    ///
    /// - Throws: what reading and decoding throw, naming the file.
    public func photo(file path: BytePath) throws -> QueryPhoto {
        try QueryPhoto(file: path, by: version.engine.preprocessor)
    }

    /// The first page of what a query finds.
    ///
    /// - Throws: `notFound` for an image without a latent of this version; `invalidArgument` for options that cannot be; `overloaded`
    public func search(_ query: SearchQuery, _ options: SearchOptions = SearchOptions()) async throws -> SearchReply {
        try Self.validate(options)
        let stopwatch = Stopwatch()
        let resolved = try await resolve(query, options)
        let page = Page(
            queries: resolved.queries, excluded: resolved.excluded, options: options,
            known: try await self.query(resolved, options.inclusions))
        // A file is decoded within this time, a photo was before.
        let decodedHere = if case .file = query { resolved.decode } else { 0.0 }
        return try await reply(page, decode: resolved.decode, encode: max(0, stopwatch.milliseconds - decodedHere))
    }

    /// The page after the one that handed out a cursor.
    ///
    /// - Parameters:
    ///   - k: how many hits
    ///   - inclusions: what else the reply tells
    /// - Throws: `invalidArgument` for what is no cursor of this search; `conflict` where another version serves by now
    public func page(after cursor: String, k: Int, inclusions: Set<SearchInclusion> = []) async throws -> SearchReply {
        let cursor = try SearchCursor(text: cursor, dimension: version.record.model.latentDimension)
        guard cursor.model == version.record.id else {
            throw SemblanceError(.conflict, "another model version serves since the first page", advice: "search again from the beginning")
        }
        let options = SearchOptions(
            k: k, metric: cursor.metric, maximumDistance: cursor.maximumDistance, exact: cursor.exact,
            filter: try cursor.filter.map { try SearchFilter(parsing: $0) }, inclusions: inclusions)
        try Self.validate(options)
        let page = Page(
            queries: cursor.queries, excluded: cursor.excluded, options: options, known: cursor.query, last: cursor.last,
            offset: cursor.offset)
        return try await reply(page, decode: 0, encode: 0)
    }

    /// The `k` nearest of every query, by cosine, without anything but ids and distances.
    func nearest(_ k: Int, of queries: [[Float]], metric: Metric = .cosine) async throws -> [[IndexHit]] {
        guard version.most > 0 else { return [[IndexHit]](repeating: [], count: queries.count) }
        return try await version.searched(exactly: false).search(queries, k: k, metric: metric, within: .all)
    }

    // MARK: Inside

    private static func validate(_ options: SearchOptions) throws {
        guard options.k >= 1 else {
            throw SemblanceError(.invalidArgument, "a search for \(options.k) neighbours finds nothing", advice: "ask for at least 1")
        }
        guard options.maximumDistance.map({ $0 >= 0 }) ?? true else {
            throw SemblanceError(.invalidArgument, "no distance is below 0", advice: "give a max_distance from 0")
        }
    }

    private func reply(_ page: Page, decode: Double, encode: Double) async throws -> SearchReply {
        let stopwatch = Stopwatch()
        let options = page.options
        let isExhaustive = version.isExhaustive(exact: options.exact)
        // One more than asked for tells whether there is another page.
        let found = try await hits(page, min(options.k, version.most) + 1, exhaustive: isExhaustive)
        let nearest = Array(found.prefix(options.k))
        let (details, isWhole) = try await directory.details(of: nearest.map(\.id))
        // The index may still hold an image that was deleted since: it is gone everywhere.
        let hits = isWhole ? nearest.filter { details.keys.contains($0.id) } : nearest
        let search = stopwatch.milliseconds
        return SearchReply(
            model: version.reference, metric: options.metric, exact: version.searched(exhaustively: isExhaustive).isExact,
            complete: hits.count >= options.k,
            query: page.known,
            hits: hits.enumerated().map { place, hit in
                SearchReply.Hit(
                    rank: page.offset + place + 1, hit: hit, metric: options.metric, detail: details[hit.id],
                    withReconstruction: options.inclusions.contains(.reconstruction))
            },
            nextCursor: found.count <= options.k ? nil : nearest.last.map { page.cursor(after: $0, model: version.record.id).text },
            timingMs: .init(decode: decode, encode: encode, search: search, total: decode + encode + search))
    }

    /// The nearest `k` from where a page begins.
    private func hits(_ page: Page, _ k: Int, exhaustive: Bool) async throws -> [IndexHit] {
        guard version.most > 0 else { return [] }
        let scope = SearchScope(
            among: try await ids(matching: page.options.filter), excluding: page.excluded.isEmpty ? nil : IDSet(page.excluded),
            after: page.last)
        let (metric, shown) = (page.options.metric, page.options.k)
        let ask = { @Sendable [version] (coordinates: [Float], k: Int) in
            let query = IndexQuery(
                index: version.index, generation: version.generation, isExhaustive: exhaustive, coordinates: coordinates, k: k,
                metric: metric, scope: scope)
            let hits = try await version.engine.searches.submit(query)
            version.recall?.note(query, hits: hits, shown: shown)
            return hits
        }
        var hits: [IndexHit]
        if page.queries.count == 1 {
            hits = try await ask(page.queries[0], k)
        } else {
            hits = try await MirroredSearch(queries: page.queries, metric: metric).nearest(
                k, after: page.last, vectors: version.index.vectors
            ) { k in
                var answers: [[IndexHit]] = []
                for query in page.queries { answers.append(try await ask(query, k)) }
                return answers
            }
        }
        if let limit = page.options.maximumDistance { hits = hits.filter { $0.distance <= limit } }
        return hits
    }

    private func ids(matching filter: SearchFilter?) async throws -> IDSet? {
        guard let filter else { return nil }
        return IDSet(
            try await database.images.ids(matching: filter.condition, in: version.record.collectionID, model: version.record.id))
    }
}

extension SemblanceError {
    /// A version that serves nothing.
    static func nothingIndexed(_ record: ModelRecord) -> SemblanceError {
        SemblanceError(
            .notFound, "nothing is indexed for \(record.model.name)@\(record.model.version) yet",
            advice: "index a folder first: semblance index --corpus DIR")
    }
}
