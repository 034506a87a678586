import Foundation
import HTTPTypes
import SemblanceStorage
import SemblanceTestSupport
import Testing

@testable import SemblanceServer

@Suite("The web page")
struct PageTests {
    private static let folder = URL(fileURLWithPath: Corpora.packageRoot).appending(path: "Sources/SemblanceServer/Web")

    /// The files that the page is made of, by name.
    private static func files() throws -> [String: [UInt8]] {
        try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil).reduce(into: [:]) {
            $0[$1.lastPathComponent] = Array(try Data(contentsOf: $1))
        }
    }

    /// Where the server has a file of the page.
    private static func address(_ name: String) -> String { name == "index.html" ? "/" : "/assets/\(name)" }

    @Test("every file of the page is served as it is kept, without a key, and no other")
    func files() async throws {
        let files = try Self.files()
        #expect(files.count > 3 && Set(files.keys) == Set(WebAsset.all.keys).union(["index.html"]))
        try await ServerBench.with(0, keys: [KeyRing.Key(hash: [1], id: 1, name: "one", scope: .admin)]) { server in
            let types = ["html": "text/html; charset=utf-8", "css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8"]
            for (name, bytes) in files {
                let reply = try await server.get(Self.address(name))
                #expect(reply.status == 200 && reply.body == bytes, "\(name)")
                if let type = types[String(name.split(separator: ".")[1])] { #expect(reply.headers[.contentType] == type) }
                #expect(reply.headers[.contentType] != "application/octet-stream", "\(name)")
            }
            for name in ["index.html", "nothing.js", "", "..%2FREADME.md", "..", "app.js%00", "%F0"] {
                #expect(try await server.get("/assets/\(name)").status == 404, "\(name)")
            }
            #expect(try await server.client.send(.post, "/").status == 405)
        }
    }

    @Test("whatever the page's files refer to is there")
    func references() async throws {
        let files = try Self.files()
        try await ServerBench.with(0) { server in
            for (name, bytes) in files {
                let found = try Self.references(in: String(decoding: bytes, as: UTF8.self), of: name)
                if name == "index.html" { #expect(found.contains { $0.hasSuffix(".js") } && found.contains { $0.hasSuffix(".css") }) }
                let base = try #require(URL(string: "http://host" + Self.address(name)))
                for reference in found {
                    let address = try #require(URL(string: reference, relativeTo: base), "\(name): \(reference)")
                    #expect(address.host() == "host", "\(name) loads something from elsewhere: \(reference)")
                    #expect(try await server.get(address.path()).status == 200, "\(name): \(reference)")
                }
            }
        }
    }

    /// What a file loads or links to, but for places within itself.
    private static func references(in text: String, of name: String) throws -> [String] {
        let pattern =
            switch name.split(separator: ".").last {
            case "html": /(?:src|href)="([^"#]+)"/
            case "js": /(?:from|import)\s*\(?\s*["']([^"']+)["']/
            default: /url\(["']?([^"')#]+)["']?\)/
            }
        return text.matches(of: pattern).map { String($0.1) }.filter { !$0.hasPrefix("data:") }
    }

    @Test("browsers may keep the page, and ask each time whether it is still the same")
    func caching() async throws {
        try await ServerBench.with(0) { server in
            var tags: Set<String> = []
            for path in ["/"] + WebAsset.all.keys.map({ "/assets/\($0)" }) {
                let reply = try await server.get(path)
                let tag = try #require(reply.headers[.eTag])
                #expect(tag.hasPrefix("\"") && reply.headers[.cacheControl] == "no-cache")
                tags.insert(tag)
                for known in [tag, "W/\(tag)", "\"other\", \(tag)", "*"] {
                    let again = try await server.get(path, headers: [.ifNoneMatch: known])
                    #expect(again.status == 304 && again.body.isEmpty && again.headers[.eTag] == tag)
                    #expect(again.headers[.cacheControl] == "no-cache")
                }
                #expect(try await server.get(path, headers: [.ifNoneMatch: "\"other\""]).status == 200)
                let head = try await server.client.send(.head, path)
                #expect(head.status == 200 && head.body.isEmpty && head.headers[.eTag] == tag)
            }
            #expect(tags.count == WebAsset.all.count + 1)
        }
    }

    @Test("the page may load its own files and pictures that it was given, and nothing else")
    func policy() async throws {
        try await ServerBench.with(0) { server in
            for path in ["/", "/assets/api.js"] {
                let policy = try await server.get(path).headers[values: .contentSecurityPolicy]
                #expect(
                    policy == [
                        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; "
                            + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
                    ])
            }
            let other = try await server.get("/assets/nothing.js").headers[.contentSecurityPolicy]
            #expect(other == "default-src 'none'; frame-ancestors 'none'")
        }
    }

    @Test("the page is small: all of it together is below 150 kB")
    func size() throws {
        let bytes = try Self.files().values.reduce(0) { $0 + $1.count }
        #expect(bytes < 150_000, "\(bytes) bytes")
    }
}
