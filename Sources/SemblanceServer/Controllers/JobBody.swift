import SemblanceService

/// A job as JSON asks for it.
struct JobBody: Decodable, Sendable {
    /// Folders, archives and lists, by paths of the machines that work on the job.
    let corpus: [String]
    /// The version that encodes; nil for the one that serves.
    let model: String?
    /// What an index may do beyond taking files in.
    let options: IndexOptions

    enum CodingKeys: String, CodingKey {
        case kind, corpus, model, prune
        case retryFailed = "retry_failed"
    }

    init(from decoder: any Decoder) throws {
        let members = try decoder.container(keyedBy: CodingKeys.self)
        let kind = try members.decode(String.self, forKey: .kind)
        guard kind == "index" else { throw Problem.invalidArgument("'kind' is index.") }
        corpus = try (try? [members.decode(String.self, forKey: .corpus)]) ?? members.decode([String].self, forKey: .corpus)
        guard !corpus.isEmpty, corpus.allSatisfy({ $0.hasPrefix("/") && !$0.utf8.contains(0) }) else {
            throw Problem.invalidArgument("'corpus' names folders, archives or lists by whole paths, from / on.")
        }
        model = try members.decodeIfPresent(String.self, forKey: .model)
        options = IndexOptions(
            prunes: try members.decodeIfPresent(Bool.self, forKey: .prune) ?? false,
            retriesFailures: try members.decodeIfPresent(Bool.self, forKey: .retryFailed) ?? false)
    }
}
