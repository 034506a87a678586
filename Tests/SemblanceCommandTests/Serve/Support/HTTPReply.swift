import Foundation
import Testing

/// A reply as a plain client reads it.
struct HTTPReply: Sendable {
    let status: Int
    /// Fields of the head by name in small letters.
    let fields: [String: String]
    let body: String

    /// Takes a reply apart that came to its end.
    ///
    /// - Throws: where it is none
    init(_ text: String, location: SourceLocation = #_sourceLocation) throws {
        let end = try #require(text.range(of: "\r\n\r\n"), "“\(text)” is no reply", sourceLocation: location)
        let lines = text[..<end.lowerBound].components(separatedBy: "\r\n")
        status = try #require(lines[0].split(separator: " ").dropFirst().first.flatMap { Int($0) }, sourceLocation: location)
        fields = lines.dropFirst().reduce(into: [:]) { fields, line in
            guard let colon = line.firstIndex(of: ":") else { return }
            fields[line[..<colon].lowercased()] = line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
        }
        let rest = String(text[end.upperBound...])
        body = fields["transfer-encoding"] == "chunked" ? Self.unchunked(rest) : rest
    }

    /// The document in the body.
    func json() throws -> JSONDocument { try JSONDocument(body) }

    /// Expects a problem document of a status and a code.
    func expectProblem(_ status: Int, _ code: String, location: SourceLocation = #_sourceLocation) throws {
        #expect(self.status == status, "\(body)", sourceLocation: location)
        #expect(fields["content-type"] == "application/problem+json", sourceLocation: location)
        #expect(try json()["code"]?.text == code, "\(body)", sourceLocation: location)
    }

    private static func unchunked(_ text: String) -> String {
        var (rest, body) = (text.utf8[...], [UInt8]())
        while let end = rest.firstIndex(of: UInt8(ascii: "\r")), let size = Int(String(rest[..<end]) ?? "", radix: 16), size > 0 {
            let chunk = rest[end...].dropFirst(2)
            body += chunk.prefix(size)
            rest = chunk.dropFirst(size + 2)
        }
        return String(decoding: body, as: UTF8.self)
    }
}
