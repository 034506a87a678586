import SemblanceService

extension SearchReply.Hit {
    /// The hit as a client may see it.
    ///
    /// - Parameters:
    ///   - query: what belongs behind addresses, so that they lead back to the hit's collection
    ///   - sources: whether the client may see where files lie
    func shown(with query: String, sources: Bool) -> SearchReply.Hit {
        var hit = self
        if !sources { hit.source = nil }
        hit.thumbnailURL += query
        hit.reconstruction = reconstruction.map { $0 + query }
        return hit
    }
}
