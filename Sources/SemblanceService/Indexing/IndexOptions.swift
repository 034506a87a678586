import SemblanceCore
import SemblanceImaging

/// What an indexing run may do beyond taking files in.
public struct IndexOptions: Sendable {
    /// Whether sources that are gone are removed, and images that have no source then.
    public var prunes: Bool
    /// Whether files that could not be decoded last time, and are as they were, are tried again.
    public var retriesFailures: Bool
    /// What else is known of the files, by their names.
    public var metadata: MetadataTable?
    /// Which files count; the others are passed over.
    public var includes: @Sendable (CorpusEntry) -> Bool

    /// Everything counts, and nothing is removed.
    public init(
        prunes: Bool = false, retriesFailures: Bool = false, metadata: MetadataTable? = nil,
        includes: @escaping @Sendable (CorpusEntry) -> Bool = { _ in true }
    ) {
        self.prunes = prunes
        self.retriesFailures = retriesFailures
        self.metadata = metadata
        self.includes = includes
    }
}

/// What a job is remembered by: the same parameters are the same work, and any worker can do it.
struct IndexParameters: Codable, Equatable {
    /// The places that were named, as paths are shown.
    var corpus: [String]
    var followsLinks = false
    var prunes = false
    /// Whether everything that the collection knows is taken, rather than what places hold.
    var known: Bool?
    /// What a newer version cannot decode, an older one may not have tried.
    var decoder = ImageDecoder.revision

    /// Everything that a collection knows.
    static let everythingKnown = IndexParameters(corpus: [], known: true)

    /// The corpus itself, as this machine has it.
    ///
    /// - Throws: as `CorpusSource`
    func source() throws -> CorpusSource {
        let places = try corpus.map { shown in
            guard let place = BytePath(shown: shown) else { throw SemblanceError(.corrupt, "'\(shown)' is no path of a corpus") }
            return place
        }
        return try CorpusSource(places, followsLinks: followsLinks)
    }
}
