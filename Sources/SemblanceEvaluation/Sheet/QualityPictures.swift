import SemblanceCore
import SemblanceImaging
import SemblanceIndex

/// What an evaluation shows beside its figures.
public struct QualityPictures: Sendable {
    /// A photo and those that are nearest to it.
    public struct Neighbours: Sendable {
        /// The photo.
        public let query: RGBImage
        /// The nearest, itself left out, with the distance by cosine.
        public let nearest: [(image: RGBImage, distance: Float)]
    }

    /// Random images, drawn without truncation.
    public private(set) var samples: [RGBImage] = []
    /// Photos and their reconstructions.
    public private(set) var pairs: [(photo: RGBImage, reconstruction: RGBImage)] = []
    /// Photos and what is near them.
    public private(set) var neighbours: [Neighbours] = []
    /// How the photos' latents are distributed; nil without an encoder.
    public private(set) var histogram: LatentHistogram?

    /// The most random images that are kept.
    static let samples = 42
    /// The most photos that are kept with their reconstructions.
    static let pairs = 14
    /// The most photos whose neighbours are kept, and how many of these.
    static let (queries, nearest) = (5, 8)

    init() {}

    mutating func add(samples images: [RGBImage]) { samples += images.prefix(Self.samples - samples.count) }

    mutating func add(pairs more: [(photo: RGBImage, reconstruction: RGBImage)]) { pairs += more.prefix(Self.pairs - pairs.count) }

    /// Searches for the nearest of some photos, chosen by hash, and keeps the latents' distribution.
    ///
    /// - Parameter image: the prepared photo at a position; nil where it has gone
    mutating func addNeighbours(
        of paths: [BytePath], coordinates: [[Float]], index: ExactIndex, seed: UInt64, image: (Int) throws -> RGBImage?
    ) async throws {
        histogram = LatentHistogram(coordinates)
        let chosen = CorpusSample.some(Self.queries, of: paths, seed: seed)
        for position in paths.indices where chosen.contains(paths[position]) {
            guard let query = try image(position) else { continue }
            let hits = try await index.search([coordinates[position]], k: Self.nearest + 1, metric: .cosine)[0]
            let nearest = try hits.filter { $0.id != Int64(position) }.prefix(Self.nearest).compactMap { hit in
                try image(Int(hit.id)).map { (image: $0, distance: hit.distance) }
            }
            neighbours.append(Neighbours(query: query, nearest: nearest))
        }
    }
}

/// What an evaluation found.
public struct QualityFindings: Sendable {
    /// The figures.
    public let report: QualityReport
    /// What can be shown beside them; nil where it was not asked for.
    public let pictures: QualityPictures?
}
