import SemblanceService

/// A search reply as a client reads it.
struct SearchAnswer: Decodable {
    struct Model: Decodable { let id: Int64 }

    struct Query: Decodable {
        let width: Int?
        let height: Int?
        let realism: Float?
        let familiarity: Float?
        let roundTrip: RoundTrip?
        let latent: [Float]?
        let reconstruction: String?

        enum CodingKeys: String, CodingKey {
            case width, height, realism, familiarity, latent, reconstruction
            case roundTrip = "round_trip"
        }
    }

    struct Hit: Decodable {
        let rank: Int
        let imageID: Int64
        let distance: Float
        let similarity: Float
        let source: String?
        let thumbnailURL: String
        let reconstruction: String?

        enum CodingKeys: String, CodingKey {
            case rank, distance, similarity, source, reconstruction
            case imageID = "image_id"
            case thumbnailURL = "thumbnail_url"
        }
    }

    let model: Model
    let metric: String
    let exact: Bool
    let complete: Bool
    let query: Query
    let hits: [Hit]
    let nextCursor: String?
    let timing: [String: Double]

    enum CodingKeys: String, CodingKey {
        case model, metric, exact, complete, query, hits
        case nextCursor = "next_cursor"
        case timing = "timing_ms"
    }
}
