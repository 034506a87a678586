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
        func cursor(after hit: IndexHit, model: Int64) -> SearchCursor {
            // What is large was on the first page.
            let known = SearchReply.Query(width: known.width, height: known.height, realism: known.realism, familiarity: known.familiarity)
            return SearchCursor(
                model: model, metric: options.metric, exact: options.exact, maximumDistance: options.maximumDistance,
                filter: options.filter?.text, queries: queries, excluded: excluded, last: hit, offset: offset + options.k, query: known)
        }
    }
}
