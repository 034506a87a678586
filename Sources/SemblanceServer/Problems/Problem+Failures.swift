import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import NIOHTTP1
import SemblanceCore

extension Problem {
    /// The problem that any failure is to a client. Whatever is not known to be the client's doing is an internal error.
    init(_ error: any Error) {
        switch error {
        case let problem as Problem: self = problem
        case let error as SemblanceError: self.init(error)
        case let error as DecodingError: self.init(error)
        case let error as HTTPParserError: self.init(error)
        case is CancellationError: self = .cancelled
        case is NIOTooManyBytesError: self = Problem(.contentTooLarge, "body_too_large", "The body is too large.", closesConnection: true)
        case let error as HTTPError: self.init(error)
        default: self = .internalError
        }
    }

    /// The problem with bytes that are no request.
    init(_ error: HTTPParserError) {
        switch error {
        case .headerOverflow:
            self.init(
                HTTPResponse.Status(code: 431, reasonPhrase: "Request Header Fields Too Large"), "headers_too_large",
                "The request's head is larger than the server accepts.", closesConnection: true)
        default: self = .malformed("The bytes are no HTTP/1.1 request.", closesConnection: true)
        }
    }

    /// The problem with a body that is no JSON of the wanted shape: where in it, and what was expected.
    init(_ error: DecodingError) {
        switch error {
        case .typeMismatch(let type, let context):
            self = .malformed("\(Self.path(context.codingPath)): expected \(Self.name(of: type)).")
        case .valueNotFound(let type, let context):
            self = .malformed("\(Self.path(context.codingPath)): expected \(Self.name(of: type)), not null.")
        case .keyNotFound(let key, let context):
            self = .malformed("\(Self.path(context.codingPath + [key])): this member is missing.")
        case .dataCorrupted(let context) where context.codingPath.isEmpty:
            self = .malformed("The body is no JSON.")
        case .dataCorrupted(let context):
            self = .malformed("\(Self.path(context.codingPath)): \(context.debugDescription).")
        @unknown default: self = .malformed("The body is no JSON of the wanted shape.")
        }
    }

    private init(_ error: HTTPError) {
        let reason = error.status.reasonPhrase
        switch error.status.code {
        case 404: self = .notFound("There is nothing at this path.")
        case 400..<500:
            let code = reason.lowercased().map { $0.isLetter || $0.isNumber ? $0 : "_" }
            self.init(error.status, String(code), error.body ?? reason, headers: error.headers)
        default: self = .internalError
        }
    }

    /// A JSON path like `$.filter[2].name`.
    private static func path(_ keys: [any CodingKey]) -> String {
        keys.reduce("$") { path, key in key.intValue.map { "\(path)[\($0)]" } ?? "\(path).\(key.stringValue)" }
    }

    private static func name(of type: any Any.Type) -> String {
        switch type {
        case is any FixedWidthInteger.Type: "a whole number"
        case is any BinaryFloatingPoint.Type: "a number"
        case is String.Type: "a string"
        case is Bool.Type: "true or false"
        case is [Any].Type: "a list"
        default: "\(type)".hasPrefix("Array<") ? "a list" : "an object"
        }
    }
}
