import Foundation
import SemblanceCore

/// Where the next page of a search begins, and everything that the search asked: whoever turns pages need not send his photo again, and
/// no state is kept for him.
struct SearchCursor: Equatable, Sendable {
    /// The version whose latents were compared.
    var model: Int64
    /// How they were compared.
    var metric: Metric
    /// As `SearchOptions` has it.
    var exact: Bool
    /// As `SearchOptions` has it.
    var maximumDistance: Float?
    /// The filter's text.
    var filter: String?
    /// Coordinates of the query, and of its mirrored photo.
    var queries: [[Float]]
    /// Images that are no hits.
    var excluded: [Int64]
    /// The last hit of the page before.
    var last: IndexHit
    /// How many hits came before.
    var offset: Int
    /// What is known of the query.
    var query: SearchReply.Query
}

extension SearchCursor {
    /// The first byte; another layout has another one.
    private static let layout: UInt8 = 1

    /// The text that clients hand back: base64 with the alphabet of URLs (RFC 4648, section 5), without padding.
    var text: String {
        var bytes = CursorWriter()
        bytes.write(Self.layout)
        bytes.write(model)
        bytes.write(UInt8(metric == .cosine ? 0 : 1) | (exact ? 2 : 0))
        bytes.write(optional: maximumDistance?.bitPattern)
        bytes.write(text: filter ?? "")
        bytes.write(UInt8(queries.count))
        for query in queries {
            bytes.write(UInt32(query.count))
            for value in query { bytes.write(value.bitPattern) }
        }
        bytes.write(UInt16(excluded.count))
        for id in excluded { bytes.write(id) }
        bytes.write(last.distance.bitPattern)
        bytes.write(last.id)
        bytes.write(Int64(offset))
        bytes.write(optional: query.width.map { UInt32(clamping: $0) })
        bytes.write(optional: query.height.map { UInt32(clamping: $0) })
        bytes.write(optional: query.realism?.bitPattern)
        bytes.write(optional: query.familiarity?.bitPattern)
        return bytes.text
    }

    /// - Throws: `invalidArgument` for what is no cursor of latents of `dimension` values
    init(text: String, dimension: Int) throws {
        do {
            var bytes = try CursorReader(text)
            guard try bytes.read(UInt8.self) == Self.layout else { throw CursorReader.Unreadable() }
            model = try bytes.read()
            let flags: UInt8 = try bytes.read()
            metric = flags & 1 == 0 ? .cosine : .euclidean
            exact = flags & 2 != 0
            maximumDistance = try bytes.readOptional().map(Float.init(bitPattern:))
            let filter = try bytes.readText()
            self.filter = filter.isEmpty ? nil : filter
            queries = try (0..<Int(try bytes.read(UInt8.self))).map { _ in
                guard try bytes.read(UInt32.self) == dimension else { throw CursorReader.Unreadable() }
                return try (0..<dimension).map { _ in Float(bitPattern: try bytes.read()) }
            }
            excluded = try (0..<Int(try bytes.read(UInt16.self))).map { _ in try bytes.read() }
            let distance = Float(bitPattern: try bytes.read())
            last = IndexHit(id: try bytes.read(), distance: distance)
            offset = Int(try bytes.read(Int64.self))
            query = SearchReply.Query(
                width: try bytes.readOptional().map(Int.init), height: try bytes.readOptional().map(Int.init),
                realism: try bytes.readOptional().map(Float.init(bitPattern:)),
                familiarity: try bytes.readOptional().map(Float.init(bitPattern:)))
            try bytes.end()
            let numbers = [distance, maximumDistance, query.realism, query.familiarity].compactMap(\.self) + queries.joined()
            guard (1...2).contains(queries.count), numbers.allSatisfy(\.isFinite),
                (0...Int(Int32.max)).contains(offset)
            else { throw CursorReader.Unreadable() }
        } catch is CursorReader.Unreadable {
            throw SemblanceError(.invalidArgument, "the cursor cannot be read", advice: "give next_cursor as the page before had it")
        }
    }
}
