import Foundation
import SemblanceCore

/// Where the next page of a search begins, and everything that the search asked: whoever turns pages need not send his photo again, and
/// no state is kept for him.
struct SearchCursor: Codable, Equatable {
    /// The version whose latents were compared.
    var model: Int64
    /// How they were compared.
    var metric: Metric
    /// Coordinates of the query, and of its mirrored photo, one after the other as little-endian floats.
    var coordinates: Data
    /// Images that are no hits.
    var excluded: [Int64]
    /// As `SearchOptions` has it.
    var maximumDistance: Float?
    /// The filter's text.
    var filter: String?
    /// As `SearchOptions` has it.
    var exact: Bool
    /// The last hit of the page before.
    var lastDistance: Float
    /// The last hit of the page before.
    var lastImage: Int64
    /// How many hits came before.
    var offset: Int
    /// What is known of the query.
    var query: SearchReply.Query

    private enum CodingKeys: String, CodingKey {
        case model = "m"
        case metric = "d"
        case coordinates = "v"
        case excluded = "x"
        case maximumDistance = "r"
        case filter = "f"
        case exact = "e"
        case lastDistance = "l"
        case lastImage = "i"
        case offset = "o"
        case query = "q"
    }

    /// The text that clients hand back.
    func text() throws -> String {
        try JSONEncoder().encode(self).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }

    /// - Throws: `invalidArgument` for what is no cursor
    init(text: String) throws {
        let digits = text.replacing("-", with: "+").replacing("_", with: "/")
        let padding = String(repeating: "=", count: (4 - digits.utf8.count % 4) % 4)
        guard let data = Data(base64Encoded: digits + padding), let cursor = try? JSONDecoder().decode(Self.self, from: data),
            cursor.lastDistance.isFinite, cursor.offset >= 0
        else { throw Self.unreadable }
        self = cursor
    }

    /// A cursor after the last hit of a page.
    init(
        model: Int64, queries: [[Float]], options: SearchOptions, filter: String?, excluded: [Int64], last: IndexHit, offset: Int,
        query: SearchReply.Query
    ) {
        self.model = model
        metric = options.metric
        coordinates = queries.joined().reduce(into: Data()) { data, value in
            withUnsafeBytes(of: value.bitPattern.littleEndian) { data.append(contentsOf: $0) }
        }
        self.excluded = excluded
        maximumDistance = options.maximumDistance
        self.filter = filter
        exact = options.exact
        lastDistance = last.distance
        lastImage = last.id
        self.offset = offset
        self.query = query
    }

    /// The query's coordinates, and those of its mirrored photo.
    ///
    /// - Throws: `invalidArgument` where they do not fit latents of `dimension` values
    func queries(dimension: Int) throws -> [[Float]] {
        let values = stride(from: 0, to: coordinates.count - 3, by: 4).map { offset in
            Float(
                bitPattern: UInt32(littleEndian: coordinates.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: offset, as: UInt32.self) }))
        }
        guard coordinates.count == 4 * values.count, [dimension, 2 * dimension].contains(values.count), values.allSatisfy(\.isFinite) else {
            throw Self.unreadable
        }
        return stride(from: 0, to: values.count, by: dimension).map { Array(values[$0..<($0 + dimension)]) }
    }

    private static let unreadable = SemblanceError(
        .invalidArgument, "the cursor cannot be read", advice: "give next_cursor as the page before had it")
}
