import HTTPTypes
import Hummingbird

/// How a client may keep a reply.
struct ReplyCaching: Sendable {
    /// `Cache-Control`
    let control: String
    /// What the reply is told apart by, in quotes.
    let tag: String

    /// A reply that need not be asked for again for a while.
    ///
    /// - Parameter identity: what determines every byte of the reply
    init(seconds: Int, identity: String) {
        control = "private, max-age=\(seconds)"
        tag = "\"\(identity)\""
    }

    /// A reply that may be kept, and has to be asked about each time.
    ///
    /// - Parameters:
    ///   - identity: what determines every byte of the reply
    ///   - isPrivate: whether it is for this client alone
    init(asking identity: String, isPrivate: Bool = false) {
        control = isPrivate ? "private, no-cache" : "no-cache"
        tag = "\"\(identity)\""
    }

    /// What says so.
    var fields: HTTPFields { [.eTag: tag, .cacheControl: control] }

    /// Whether the client has the reply already.
    func isKnown(to request: Request) -> Bool {
        guard let known = request.headers[.ifNoneMatch] else { return false }
        // A proxy that compresses makes a tag weak; for this comparison that is the same (RFC 9110, 13.1.2).
        let tags = known.split(separator: ",").map { $0.trimming(" \t") }
        return tags.contains { $0 == "*" || $0 == tag || $0 == "W/" + tag }
    }

    /// 304
    var notModified: Response { Response(status: .notModified, headers: fields) }
}
