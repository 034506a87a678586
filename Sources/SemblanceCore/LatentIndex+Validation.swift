extension LatentIndex {
    /// Refuses what no index can answer.
    ///
    /// - Throws: `invalidArgument` for a query of another length or with a value that is not finite, for k < 1, and for a scope after
    ///   a distance that is not a number.
    public func validate(_ queries: [[Float]], k: Int, within scope: SearchScope) throws {
        guard k >= 1 else {
            throw SemblanceError(.invalidArgument, "a search for \(k) neighbours finds nothing", advice: "ask for at least 1")
        }
        if let after = scope.after, after.distance.isNaN {
            throw SemblanceError(
                .invalidArgument, "a search cannot go on after image \(after.id) at a distance that is not a number",
                advice: "give the last hit of the page before")
        }
        for query in queries {
            guard query.count == dimension else {
                throw SemblanceError(
                    .invalidArgument, "the query has \(query.count) values, and the index holds latents of \(dimension)",
                    advice: "encode the query with the model that the index belongs to")
            }
            guard query.allSatisfy(\.isFinite) else {
                throw SemblanceError(.invalidArgument, "the query holds a value that is not finite")
            }
        }
    }
}
