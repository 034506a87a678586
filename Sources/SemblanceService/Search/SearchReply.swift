import SemblanceCore
import SemblanceImaging
import SemblanceStorage

/// What a search found, as the command line and HTTP answer it.
public struct SearchReply: Sendable, Codable {
    /// What is known of the query.
    public struct Query: Sendable, Codable, Equatable {
        /// In pixels, as it is shown; nil where the query is no photo.
        public var width: Int?
        /// In pixels, as it is shown; nil where the query is no photo.
        public var height: Int?
        /// How many faces were found in the photo, the largest of which is asked with; 0 where its middle is. Nil where the model looks for none.
        public var faces: Int?
        /// The critic's score, higher is more real; nil where there is no critic.
        public var realism: Float?
        /// How usual the query is among the corpus, 0 … 1: by that score and, where it was asked for, by the round trip; nil where
        /// there is nothing to compare with.
        public var familiarity: Float?
        /// What is left of the query on its way through the model and back, where it was asked for and the query is a photo.
        public var roundTrip: RoundTrip?
        /// The query's coordinates, where they were asked for.
        public var latent: [Float]?
        /// What the model sees in the query, a PNG as a data URL, where it was asked for.
        public var reconstruction: String?

        // Spelt out, so that every encoder and decoder agrees with the contract.
        enum CodingKeys: String, CodingKey {
            case width, height, faces, realism, familiarity, latent, reconstruction
            case roundTrip = "round_trip"
        }
    }

    /// A photo of the corpus.
    public struct Hit: Sendable, Codable {
        /// 1 for the nearest.
        public let rank: Int
        /// The image.
        public let imageID: Int64
        /// By the reply's metric.
        public let distance: Float
        /// Falls as the distance grows.
        public let similarity: Float
        /// The first path that held it.
        public var source: String?
        /// Where the server shows it.
        public var thumbnailURL: String
        /// Where the server shows what the model sees in it, where that was asked for.
        public var reconstruction: String?
        /// What else is known of it.
        public let metadata: JSONText

        enum CodingKeys: String, CodingKey {
            case rank, distance, similarity, source, reconstruction, metadata
            case imageID = "image_id"
            case thumbnailURL = "thumbnail_url"
        }

        init(rank: Int, hit: IndexHit, metric: Metric, detail: ImageDetail?, withReconstruction: Bool) {
            self.rank = rank
            imageID = hit.id
            distance = hit.distance
            similarity = metric.similarity(distance: hit.distance)
            source = detail?.source.map { BytePath(bytes: $0).description }
            thumbnailURL = "/v1/images/\(hit.id)/thumbnail"
            reconstruction = withReconstruction ? "/v1/images/\(hit.id)/reconstruction" : nil
            metadata = detail?.metadata ?? .emptyObject
        }
    }

    /// Milliseconds by stage.
    public struct Timing: Sendable, Codable {
        /// Reading and decoding the photo.
        public var decode: Double
        /// Its latent.
        public var encode: Double
        /// The neighbours, and what is known of them.
        public var search: Double
        /// All together.
        public var total: Double
    }

    /// The version whose latents were compared.
    public let model: ModelReference
    /// How they were compared.
    public let metric: Metric
    /// Whether the hits are the true nearest.
    public let exact: Bool
    /// Whether there are as many as were asked for; if not, no more exist within the filter and the distance.
    public let complete: Bool
    /// What is known of the query.
    public let query: Query
    /// The nearest first, ties by id.
    public var hits: [Hit]
    /// What the next page is asked for with; nil after the last hit.
    public let nextCursor: String?
    /// Milliseconds by stage.
    public let timingMs: Timing

    // Spelt out, so that every encoder and decoder agrees with the contract.
    enum CodingKeys: String, CodingKey {
        case model, metric, exact, complete, query, hits
        case nextCursor = "next_cursor"
        case timingMs = "timing_ms"
    }
}
