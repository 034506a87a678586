import SemblanceCore
import SemblanceStorage

/// What a search found, as the command line and HTTP answer it.
public struct SearchReply: Sendable, Codable {
    /// What is known of the photo that was asked for.
    public struct Query: Sendable, Codable {
        /// In pixels, as it is shown; nil where the query is no photo.
        public let width: Int?
        /// In pixels, as it is shown; nil where the query is no photo.
        public let height: Int?
        /// The critic's score, higher is more real; nil where there is no critic.
        public let realism: Float?
        /// How usual the query is among the corpus, 0 … 1: by that score and, where it was asked for, by the round trip; nil where
        /// there is nothing to compare with.
        public let familiarity: Float?
        /// What is left of the query on its way through the model and back; nil where nobody asked.
        public let roundTrip: RoundTrip?

        enum CodingKeys: String, CodingKey {
            case width, height, realism, familiarity
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
        public let source: String?
        /// Where the server shows it.
        public let thumbnailURL: String
        /// What else is known of it.
        public let metadata: JSONText

        enum CodingKeys: String, CodingKey {
            case rank, distance, similarity, source, metadata
            case imageID = "image_id"
            case thumbnailURL = "thumbnail_url"
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
    /// Whether there are as many as were asked for.
    public let complete: Bool
    /// What is known of the query.
    public let query: Query
    /// The nearest first, ties by id.
    public let hits: [Hit]
    /// Milliseconds by stage.
    public let timingMs: Timing

    // Spelt out, so that every encoder and decoder agrees with the contract.
    enum CodingKeys: String, CodingKey {
        case model, metric, exact, complete, query, hits
        case timingMs = "timing_ms"
    }
}
