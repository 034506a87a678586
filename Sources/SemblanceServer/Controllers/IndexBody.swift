/// An indexing job as JSON asks for it.
struct IndexBody: Decodable, Sendable {
    /// Folders, archives and lists, by paths of the machines that work on the job.
    let corpus: [String]
    /// The version that encodes, by its id, its name or both name and number; nil for the one that serves.
    let model: String?
    /// Whether symbolic links count as what they lead to.
    let followsLinks: Bool
    /// Whether sources that are gone are removed.
    let prunes: Bool
    /// Whether files that failed and are as they were are tried again.
    let retriesFailures: Bool

    enum CodingKeys: String, CodingKey, CaseIterable {
        case kind, corpus, model, prune
        case followLinks = "follow_links"
        case retryFailed = "retry_failed"
    }

    init(from decoder: any Decoder) throws {
        try decoder.refuseStrangers(to: CodingKeys.self)
        let members = try decoder.container(keyedBy: CodingKeys.self)
        corpus = try (try? [members.decode(String.self, forKey: .corpus)]) ?? members.decode([String].self, forKey: .corpus)
        let id = try? members.decodeIfPresent(Int64.self, forKey: .model)
        model = try id.map(String.init) ?? members.decodeIfPresent(String.self, forKey: .model)
        followsLinks = try members.decodeIfPresent(Bool.self, forKey: .followLinks) ?? false
        prunes = try members.decodeIfPresent(Bool.self, forKey: .prune) ?? false
        retriesFailures = try members.decodeIfPresent(Bool.self, forKey: .retryFailed) ?? false
    }
}
