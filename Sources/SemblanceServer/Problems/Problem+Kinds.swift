import Foundation
import HTTPTypes
import SemblanceStorage

/// The problems that more than one route meets.
extension Problem {
    /// 400: the request is no HTTP, no JSON, or no multipart message that can be read.
    static func malformed(_ detail: String, closesConnection: Bool = false) -> Problem {
        Problem(.badRequest, "malformed", detail, closesConnection: closesConnection)
    }

    /// 400: a value in the request is wrong.
    static func invalidArgument(_ detail: String) -> Problem {
        Problem(.badRequest, "invalid_argument", detail)
    }

    /// 401: no key was given, or none that is known.
    static func unauthorized(isKeyGiven: Bool) -> Problem {
        let detail = isKeyGiven ? "The key is not known, or was revoked." : "This route wants a key: Authorization: Bearer …, or X-API-Key."
        return Problem(.unauthorized, "unauthorized", detail, headers: [.wwwAuthenticate: "Bearer"])
    }

    /// 403: the key is known but its scope is too small.
    static func forbidden(needs scope: KeyScope) -> Problem {
        Problem(.forbidden, "forbidden", "This route wants a key of scope \(scope).")
    }

    /// 404: nothing is there.
    static func notFound(_ detail: String) -> Problem {
        Problem(.notFound, "not_found", detail)
    }

    /// 405: the path exists, but not for this method.
    static func methodNotAllowed(_ allowed: [HTTPRequest.Method]) -> Problem {
        let list = allowed.map(\.rawValue).sorted().joined(separator: ", ")
        return Problem(.methodNotAllowed, "method_not_allowed", "This path knows: \(list).", headers: [.allow: list])
    }

    /// 408: the body took too long to arrive.
    static func timeout(seconds: Double) -> Problem {
        Problem(.requestTimeout, "timeout", "The request's body did not arrive within \(seconds.formatted()) s.", closesConnection: true)
    }

    /// 413: the body holds more bytes than are accepted.
    static func contentTooLarge(limit: Int) -> Problem {
        Problem(.contentTooLarge, "body_too_large", "The body may hold at most \(limit) bytes.", closesConnection: true)
    }

    /// 415: the format is not accepted.
    static func unsupported(_ detail: String) -> Problem {
        Problem(.unsupportedMediaType, "unsupported", detail)
    }

    /// 429: too many requests in too short a time.
    static func rateLimited(retryAfter: Int, headers: HTTPFields = [:]) -> Problem {
        Problem(.tooManyRequests, "rate_limited", "Too many requests; slow down.", retryAfter: retryAfter, headers: headers)
    }

    /// 500: the fault is ours; the log knows more under the request's id.
    static var internalError: Problem {
        Problem(.internalServerError, "internal_error", "The server failed on this request; its log says more under the request id.")
    }

    /// 503: the client went away, or the server is about to.
    static var cancelled: Problem {
        Problem(
            .serviceUnavailable, "cancelled", "The work on this request was called off; try again.", retryAfter: 1, closesConnection: true)
    }

    /// 503: something that is needed does not answer now.
    static func unavailable(_ detail: String, retryAfter: Int = 5) -> Problem {
        Problem(.serviceUnavailable, "unavailable", detail, retryAfter: retryAfter)
    }

    /// 503: more work waits than the server takes on.
    static func overloaded(retryAfter: Int = 1) -> Problem {
        Problem(.serviceUnavailable, "overloaded", "The server has as much work as it takes on; try again.", retryAfter: retryAfter)
    }
}
