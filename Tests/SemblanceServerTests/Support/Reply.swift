import Foundation
import HTTPTypes

@testable import SemblanceServer

/// What came back for a request.
struct Reply: Sendable {
    let status: Int
    let headers: HTTPFields
    let body: [UInt8]

    var text: String { String(decoding: body, as: UTF8.self) }

    /// The body as a problem document.
    func problem() throws -> ProblemDocument {
        try JSONDecoder.api.decode(ProblemDocument.self, from: Data(body))
    }
}
