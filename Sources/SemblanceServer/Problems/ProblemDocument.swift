/// The members of a problem document (RFC 9457), with `code` and `request_id` as extensions.
struct ProblemDocument: Codable, Equatable {
    /// A URI that names the kind of problem; `about:blank` where the status says it.
    let type: String
    /// The status in words.
    let title: String
    /// The status of the reply.
    let status: Int
    /// One sentence on this very failure.
    let detail: String
    /// The path that was asked for.
    let instance: String?
    /// A stable label in snake_case.
    let code: String
    /// The name of the request in the server's logs.
    let requestID: String

    private enum CodingKeys: String, CodingKey {
        case type, title, status, detail, instance, code
        case requestID = "request_id"
    }
}
