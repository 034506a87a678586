import SemblanceCore

extension SimilaritySearch {
    /// What one page of a search asks.
    struct Page: Sendable {
        /// Coordinates of the query, and of its mirrored photo.
        var queries: [[Float]]
        /// Images that are no hits.
        var excluded: [Int64]
        var options: SearchOptions
        /// What is known of the query.
        var known: SearchReply.Query
        /// The last hit of the page before.
        var last: IndexHit?
        /// How many hits came before.
        var offset = 0

        /// The cursor of the next page.
        func cursor(after hit: IndexHit, model: Int64) throws -> String {
            // What is large was on the first page.
            var known = known
            known.latent = nil
            known.reconstruction = nil
            return try SearchCursor(
                model: model, queries: queries, options: options, filter: options.filter?.text, excluded: excluded, last: hit,
                offset: offset + options.k, query: known
            ).text()
        }
    }
}
