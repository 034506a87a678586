import HTTPTypes
import SemblanceCore
import SemblanceService
import SemblanceTestSupport
import Testing

@testable import SemblanceServer

@Suite("Requests that nobody meant well")
struct HostileRequestTests {
    private static let routes = ["/v1/images", "/v1/images/1", "/v1/images/1/neighbors", "/v1/models", "/v1/jobs", "/v1/samples"]

    @Test(
        "the name of a collection may be anything, and leads nowhere", arguments: routes,
        [
            ("", 404), ("%00", 400), ("%ff", 400), ("%", 400), ("%2e%2e%2f", 404), ("%27%3B--", 404), ("default%20", 404), ("DEFAULT", 404),
            (String(repeating: "x", count: 5000), 404), ("default&collection=default", 400), ("%F0%9F%8F%94", 404), ("a%0Ab", 404),
        ])
    func collections(route: String, collection: (name: String, status: Int)) async throws {
        try await ServerBench.with(1) { server in
            let reply = try await server.get("\(route)?collection=\(collection.name)")
            #expect(try reply.status == collection.status && !reply.problem().code.isEmpty, "\(reply.text.prefix(200))")
        }
    }

    @Test(
        "query items that cannot be are refused",
        arguments: [
            ("/v1/images", "limit=0"), ("/v1/images", "limit=1001"), ("/v1/images", "limit=-1"), ("/v1/images", "limit"),
            ("/v1/images", "limit=99999999999999999999"), ("/v1/images", "limit=1&limit=1"), ("/v1/images", "limit=١"),
            ("/v1/images", "cursor="), ("/v1/images", "cursor=after-"), ("/v1/images", "cursor=after--1"), ("/v1/images", "cursor=17"),
            ("/v1/images", "cursor=after-99999999999999999999"), ("/v1/images", "filter="), ("/v1/images", "filter=("),
            ("/v1/images", "filter=a%00=1"), ("/v1/images", "filter=a=%2200\\u0000%22"), ("/v1/images", "filter=a<1e999999"),
            ("/v1/images", "filter=\(String(repeating: "(", count: 2000))"),
            ("/v1/images", "filter=\(String(repeating: "x", count: 5000))"),
            ("/v1/images", "filter=a=1&filter=a=2"), ("/v1/images/1/neighbors", "k=0"), ("/v1/images/1/neighbors", "k=1001"),
            ("/v1/images/1/neighbors", "k=-9223372036854775808"), ("/v1/images/1/neighbors", "metric=l2"),
            ("/v1/images/1/neighbors", "max_distance=-1"), ("/v1/images/1/neighbors", "max_distance=nan"),
            ("/v1/images/1/neighbors", "max_distance=1e39"), ("/v1/images/1/neighbors", "exact=maybe"),
            ("/v1/images/1/neighbors", "include=latent,everything"), ("/v1/images/1/neighbors", "cursor=AAAA"),
            ("/v1/images/1/neighbors", "cursor=eyJtIjoxfQ"),
        ])
    func items(route: String, query: String) async throws {
        try await ServerBench.with(1) { server in
            let reply = try await server.get("\(route)?\(query)")
            #expect(
                try reply.status == 400 && ["invalid_argument", "malformed"].contains(reply.problem().code), "\(reply.text.prefix(300))")
        }
    }

    @Test(
        "what is odd but means something is understood",
        arguments: [
            ("k=2", 2), ("%6B=2", 2), ("k=%32", 2), ("k=2&", 2), ("&&k=2", 2), ("k=02", 2), ("k=2&unknown=%20&=&=x", 2),
            ("k=2&max_distance=3e38", 2), ("k=2&max_distance=0x1p3", 2), ("k=2&exact", 2), ("k=2&exact=", 2), ("k=2&include=", 2),
            ("k=2&include=latent,,latent", 2), ("k=3&max_distance=0", 1), ("k=3&filter=not%20(a%20exists)", 3), ("k=3&filter=a=1e300", 0),
        ])
    func understood(query: String, count: Int) async throws {
        try await ServerBench.with(4) { server in
            let reply = try await server.post("/v1/search?\(query)", json: #"{"image_id": \#(try await server.id(1))}"#)
            #expect(reply.status == 200, "\(reply.text.prefix(300))")
            #expect(try reply.json(SearchAnswer.self).hits.count == count)
        }
    }

    @Test(
        "documents that cannot be are refused, however deep or large",
        arguments: [
            (String(repeating: "[", count: 200_000), 400), (String(repeating: #"{"latent":"#, count: 50_000), 400),
            (#"{"image_id": 1e30}"#, 400),
            (#"{"image_id": -1}"#, 404), (#"{"image_id": 9223372036854775807}"#, 404), (#"{"image_id": 9223372036854775808}"#, 400),
            (#"{"latent": [1e39]}"#, 400), (#"{"latent": []}"#, 400), (#"{"latent": [null]}"#, 400), (#"{"latent": {}}"#, 400),
            (#"{"positive": []}"#, 400), (#"{"positive": [\#((1...101).map(String.init).joined(separator: ","))]}"#, 400),
            (#"{"positive": [-1]}"#, 404), (#"{"cursor": ""}"#, 400), (#"{"cursor": "\#(String(repeating: "A", count: 100_000))"}"#, 400),
            (#"{"image_id": 1, "include": ["everything"]}"#, 400), (#"{"image_id": 1, "include": "latent"}"#, 400),
            (#"{"image_id": 1, "filter": "a\u0000 = 1"}"#, 400), (#"{"image_id": 1, "k": 1.5}"#, 400), ("\u{FEFF}{}", 400), ("{}{}", 400),
            (#"{"image_id": 1, "image_id2": 1}"#, 400), (#""image""#, 400), ("nan", 400),
        ])
    func documents(text: String, status: Int) async throws {
        try await ServerBench.with(1) { server in
            for (path, body) in [("/v1/search", text), ("/v1/search/batch", "[\(text)]")] {
                let reply = try await server.post(path, json: body)
                #expect(try reply.status == status && !reply.problem().code.isEmpty, "\(path): \(reply.text.prefix(300))")
            }
        }
    }

    @Test("a document that is no UTF-8 is refused", arguments: ["/v1/search", "/v1/search/batch", "/v1/jobs", "/v1/interpolations"])
    func encoding(route: String) async throws {
        try await ServerBench.with(1) { server in
            for body in [[0xFF, 0xFE, 0x7B, 0x00, 0x7D], [0x7B, 0x22, 0xC3, 0x28, 0x22, 0x3A, 0x31, 0x7D], [0x00]] as [[UInt8]] {
                let reply = try await server.post(route, body, type: "application/json")
                #expect(try reply.status == 400 && reply.problem().code == "malformed", "\(reply.text)")
            }
        }
    }

    @Test(
        "paths that are not there are 404",
        arguments: ["/v1", "/v2/images", "/v1/images/1/2/3", "/..", "/%2e%2e/etc/passwd", "/%00", "/%ff", "/v1/Images"])
    func paths(path: String) async throws {
        try await ServerBench.with(0) { server in
            let reply = try await server.get(path)
            #expect(try reply.status == 404 && reply.problem().code == "not_found")
        }
    }
}
