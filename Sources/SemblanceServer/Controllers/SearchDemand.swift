import SemblanceCore
import SemblanceService

/// How a search is to be carried out, read from query items, the fields of a form and the members of a document; a member counts before
/// an item.
struct SearchDemand: Sendable {
    /// The most hits of one page; the next page goes on.
    static let maximumK = 1000

    let options: SearchOptions
    /// What the page before handed out.
    let cursor: String?

    /// - Throws: 400 for a value that cannot be
    init(_ fields: RequestFields, _ body: SearchBody? = nil) throws {
        let k = try body?.k ?? fields.integer("k") ?? 10
        guard (1...Self.maximumK).contains(k) else {
            throw Problem.invalidArgument("'k' is from 1 to \(Self.maximumK); next_cursor leads further.")
        }
        let distance = try body?.maximumDistance ?? fields.number("max_distance")
        guard distance.map({ $0 >= 0 }) ?? true else { throw Problem.invalidArgument("'max_distance' is from 0.") }
        let inclusions: [SearchInclusion] = try (body?.include ?? fields.list("include") ?? []).map {
            try RequestFields.word($0, "include")
        }
        options = SearchOptions(
            k: k, metric: try body?.metric.map { try RequestFields.word($0, "metric") } ?? fields.choice("metric") ?? .cosine,
            maximumDistance: distance, mirror: try body?.mirror ?? fields.flag("mirror") ?? false,
            exact: try body?.exact ?? fields.flag("exact") ?? false,
            filter: try (body?.filter ?? fields.text("filter")).map { try SearchFilter(parsing: $0) }, inclusions: Set(inclusions))
        cursor = try body?.cursor ?? fields.text("cursor")
    }
}

extension SearchBody {
    /// What the document searches with.
    ///
    /// - Throws: 400 unless it is one thing
    func query() throws -> SearchQuery {
        let examples = positive != nil || negative != nil
        guard (imageID != nil) != (latent != nil || examples) else {
            throw Problem.invalidArgument("A search has 'image_id', or 'latent', 'positive' and 'negative', together or alone.")
        }
        if let imageID { return .image(imageID) }
        if let latent, !examples { return .latent(latent) }
        let (positive, negative) = (positive ?? [], negative ?? [])
        guard positive.count + negative.count <= 100 else { throw Problem.invalidArgument("A search takes up to 100 examples.") }
        return .examples(positive: positive, negative: negative, latent: latent)
    }
}
