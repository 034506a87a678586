import Foundation

/// A search as JSON asks for it: one thing to search with, and how.
struct SearchBody: Decodable, Sendable {
    var imageID: Int64?
    var latent: [Float]?
    var positive: [Int64]?
    var negative: [Int64]?
    var cursor: String?
    var k: Int?
    var metric: String?
    var maximumDistance: Float?
    var exact: Bool?
    var filter: String?
    var mirror: Bool?
    var include: [String]?

    enum CodingKeys: String, CodingKey, CaseIterable {
        case latent, positive, negative, cursor, k, metric, exact, filter, mirror, include
        case imageID = "image_id"
        case maximumDistance = "max_distance"
    }

    init(from decoder: any Decoder) throws {
        try decoder.refuseStrangers(to: CodingKeys.self)
        let members = try decoder.container(keyedBy: CodingKeys.self)
        imageID = try members.decodeIfPresent(Int64.self, forKey: .imageID)
        latent = try members.decodeIfPresent([Float].self, forKey: .latent)
        positive = try members.decodeIfPresent([Int64].self, forKey: .positive)
        negative = try members.decodeIfPresent([Int64].self, forKey: .negative)
        cursor = try members.decodeIfPresent(String.self, forKey: .cursor)
        k = try members.decodeIfPresent(Int.self, forKey: .k)
        metric = try members.decodeIfPresent(String.self, forKey: .metric)
        maximumDistance = try members.decodeIfPresent(Float.self, forKey: .maximumDistance)
        exact = try members.decodeIfPresent(Bool.self, forKey: .exact)
        filter = try members.decodeIfPresent(String.self, forKey: .filter)
        mirror = try members.decodeIfPresent(Bool.self, forKey: .mirror)
        include = try members.decodeIfPresent([String].self, forKey: .include)
    }
}
