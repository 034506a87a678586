import Foundation
import SemblanceCore
import SemblanceTestSupport
import Testing

/// A `semblance serve` that runs, as its clients see it.
struct ServedProcess: Sendable {
    let process: CommandProcess
    let port: Int

    /// Waits until a server that was started with `--json` has told its address.
    init(_ process: CommandProcess) async throws {
        try await until {
            guard process.isRunning else { throw SemblanceError(.unavailable, "the server ended: \(process.errors)") }
            return process.output.hasSuffix("}\n")
        }
        self.process = process
        port = try #require(try JSONDocument(process.output)["port"]?.int)
    }

    /// A connection to it.
    func connect() throws -> SocketClient { try SocketClient(port: port) }

    /// Asks, over a connection of its own.
    ///
    /// - Parameter key: the key to show
    func callAsFunction(
        _ target: String, type: String? = nil, _ body: [UInt8]? = nil, key: String? = nil, location: SourceLocation = #_sourceLocation
    ) async throws -> HTTPReply {
        let client = try connect()
        let parts = target.split(separator: " ")
        var head = "\(parts[0]) \(parts[1]) HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
        if let type { head += "Content-Type: \(type)\r\n" }
        if let body { head += "Content-Length: \(body.count)\r\n" }
        if let key { head += "Authorization: Bearer \(key)\r\n" }
        try await client.send(Array((head + "\r\n").utf8) + (body ?? []))
        return try HTTPReply(try await client.readToEnd().text, location: location)
    }

    /// Searches by an upload.
    func search(_ photo: [UInt8], key: String? = nil) async throws -> HTTPReply {
        try await self("POST /v1/search?k=3", type: "image/jpeg", photo, key: key)
    }

    /// Searches by the id of an image.
    func search(image: Int, _ members: String = "") async throws -> HTTPReply {
        try await self("POST /v1/search", type: "application/json", Array(#"{"image_id": \#(image), "k": 3\#(members)}"#.utf8))
    }

    /// Waits until it is ready for searches.
    func ready() async throws { try await until { try await self("GET /readyz").status == 200 } }

    /// The lines of its log so far.
    var log: [JSONDocument] {
        get throws { try process.errors.split(separator: "\n").dropLast().map { try JSONDocument(String($0)) } }
    }
}

extension HTTPReply {
    /// The images of a search's hits.
    func hits() throws -> [Int] { try json()["hits"]?.items.compactMap { $0["image_id"]?.int } ?? [] }
}
