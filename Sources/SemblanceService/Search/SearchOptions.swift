import SemblanceCore

/// How a search is carried out, whatever it asks with.
public struct SearchOptions: Sendable, Equatable {
    /// How many hits.
    public var k: Int
    /// How latents are compared.
    public var metric: Metric
    /// The largest distance of a hit, inclusive; nil for any.
    public var maximumDistance: Float?
    /// Whether to ask with the mirrored photo too, and keep the nearer of both answers; only where a photo is given.
    public var mirror: Bool
    /// Whether hits must be the true nearest.
    public var exact: Bool
    /// Which images to search among, by their metadata; nil for all.
    public var filter: SearchFilter?
    /// What else the reply tells.
    public var inclusions: Set<SearchInclusion>

    /// Ten hits by cosine among all images.
    public init(
        k: Int = 10, metric: Metric = .cosine, maximumDistance: Float? = nil, mirror: Bool = false, exact: Bool = false,
        filter: SearchFilter? = nil, inclusions: Set<SearchInclusion> = []
    ) {
        self.k = k
        self.metric = metric
        self.maximumDistance = maximumDistance
        self.mirror = mirror
        self.exact = exact
        self.filter = filter
        self.inclusions = inclusions
    }
}

/// What a reply tells only when asked, because it costs more.
public enum SearchInclusion: String, Sendable, Codable, CaseIterable {
    /// What the model sees in the query and in each hit.
    case reconstruction
    /// How well the query's latent survives being drawn and encoded again, as part of its familiarity.
    case roundTrip = "round_trip"
    /// The query's latent.
    case latent
}
