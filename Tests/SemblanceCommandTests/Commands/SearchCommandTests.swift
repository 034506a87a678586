import Foundation
import SemblanceCore
import SemblanceImaging
import Testing

@Suite("search")
struct SearchCommandTests {
    @Test("The database searches where that is configured: exactly without a graph, and with one where it is asked to")
    func inDatabase() async throws {
        let stage = try await CommandStage.shared.ready()
        var semblance = try await stage.copied()
        let expected = try await semblance("search", stage.photos[40], "-k", "6", "--json").json()
        semblance.variables = ["SEMBLANCE_INDEX_KIND": "pgvector"]
        let scanned = try await semblance("search", stage.photos[40], "-k", "6", "--json").json()
        let graph = try await semblance("models", "graph", "faces", "--json").json()
        #expect(graph["graph"]?.text == "ready" && graph["model"]?["name"]?.text == "faces")
        let plain = try await semblance("search", stage.photos[40], "-k", "6", "--json").json()
        let exact = try await semblance("search", stage.photos[40], "-k", "6", "--exact", "--json").json()
        #expect([expected, scanned, plain, exact].map { $0["exact"]?.isTrue } == [true, true, false, true])
        for reply in [scanned, exact] {
            #expect(reply["hits"]?.items.map { $0["image_id"]?.int } == expected["hits"]?.items.map { $0["image_id"]?.int })
            #expect(reply["query"]?["familiarity"]?.number != nil)
        }
        let dropped = try await semblance("models", "graph", "faces", "--drop")
        #expect(dropped.output == "the graph of faces@1 is missing\n")
    }

    @Test("A photo of the corpus is its own first hit, and the reply has all that callers rely on", arguments: ["cosine", "euclidean"])
    func ownFirstHit(metric: String) async throws {
        let stage = try await CommandStage.shared.ready()
        let reply = try await stage.semblance("search", stage.photos[17], "-k", "5", "--metric", metric, "--json").json()
        #expect(reply["model"]?["name"]?.text == "faces")
        #expect(reply["metric"]?.text == metric)
        #expect(reply["exact"]?.isTrue == true && reply["complete"]?.isTrue == true)
        #expect(reply["query"]?["width"]?.int == 64 && reply["query"]?["height"]?.int == 64)
        #expect(reply["query"]?["realism"]?.number?.isFinite == true)
        #expect((0...1).contains(reply["query"]?["familiarity"]?.number ?? -1))
        for stage in ["decode", "encode", "search", "total"] { #expect(reply["timing_ms"]?[stage]?.number != nil) }

        let hits = try #require(reply["hits"]?.items)
        #expect(hits.map { $0["rank"]?.int } == [1, 2, 3, 4, 5])
        #expect(hits[0]["source"]?.text == stage.photos[17])
        let distances = try hits.map { try #require($0["distance"]?.number) }
        #expect(distances[0] < (metric == "cosine" ? 1e-5 : 1e-2))
        #expect(distances == distances.sorted())
        for (hit, distance) in zip(hits, distances) {
            let id = try #require(hit["image_id"]?.int)
            let similarity = try #require(hit["similarity"]?.number)
            #expect(abs(similarity - (metric == "cosine" ? 1 - distance : 1 / (1 + distance))) < 1e-5)
            #expect(hit["thumbnail_url"]?.text == "/v1/images/\(id)/thumbnail")
            #expect(hit["metadata"] == .object([:]))
        }
    }

    @Test("--round-trip tells what is left of the photo, and judges by it; indexing has measured what is usual")
    func roundTrip() async throws {
        let stage = try await CommandStage.shared.ready()
        #expect(!stage.indexing.errors.contains("familiarity is not measured"))
        let plain = try await stage.semblance("search", stage.photos[17], "--json").json()
        #expect(plain["query"]?["round_trip"] == nil)
        let critic = try #require(plain["query"]?["familiarity"]?.number)

        let asked = try await stage.semblance("search", stage.photos[17], "--round-trip", "--json").json()
        let trip = try #require(asked["query"]?["round_trip"])
        #expect((-1...1).contains(trip["latent_correlation"]?.number ?? 2) && (-1...1).contains(trip["edge_correlation"]?.number ?? 2))
        #expect(try #require(asked["query"]?["familiarity"]?.number) <= critic + 1e-6)

        let blank = stage.file(".png")
        try FileWriter.write(try ImageEncoding.png(RGBImage(width: 80, height: 60)), to: BytePath(blank))
        let page = try await stage.semblance("search", blank, "--round-trip", "--json").json()
        #expect(page["query"]?["round_trip"]?["edge_correlation"]?.number == 0)
        // A corpus that is hardly learned has round trips that agree no better, with which the page shares its place.
        #expect(try #require(page["query"]?["familiarity"]?.number) < 0.2)
    }

    @Test("Several photos give a list of replies in their order, and a sheet with a row each")
    func several() async throws {
        let stage = try await CommandStage.shared.ready()
        let sheet = stage.file(".png")
        let replies = try await stage.semblance("search", stage.photos[3], stage.photos[4], "--sheet", sheet, "--json").json()
        #expect(replies.items.map { $0["hits"]?[0]?["source"]?.text } == [stage.photos[3], stage.photos[4]])
        #expect(replies.items.allSatisfy { $0["hits"]?.items.count == 10 })
        let picture = try ImageDecoder.decode(file: BytePath(sheet))
        #expect(picture.width > 12 * 32 && picture.height >= 2 * 32)
    }

    @Test("A stored image searches by its id as its photo does")
    func byID() async throws {
        let stage = try await CommandStage.shared.ready()
        let byPhoto = try await stage.semblance("search", stage.photos[9], "--json").json()
        let id = try #require(byPhoto["hits"]?[0]?["image_id"]?.int)
        let byID = try await stage.semblance("search", "--image-id", "\(id)", "--json").json()
        let ids = { (reply: JSONDocument) in reply["hits"]?.items.map { $0["image_id"]?.int } }
        #expect(ids(byID) == ids(byPhoto))
        try await stage.semblance("search", "--image-id", "4711").expectFailure(saying: "4711")
    }

    @Test("--mirror keeps the nearer of photo and mirrored photo")
    func mirror() async throws {
        let stage = try await CommandStage.shared.ready()
        let mirrored = stage.file(".png")
        let photo = try ImageDecoder.decode(file: BytePath(stage.photos[30]))
        try photo.mirrored().png().write(to: URL(fileURLWithPath: mirrored))
        let plain = try await stage.semblance("search", mirrored, "--json").json()
        let both = try await stage.semblance("search", mirrored, "--mirror", "--json").json()
        let distance = { (reply: JSONDocument) in reply["hits"]?[0]?["distance"]?.number ?? .infinity }
        #expect(distance(both) <= distance(plain))
        #expect(both["hits"]?[0]?["source"]?.text == stage.photos[30])
        let ids = both["hits"]?.items.compactMap { $0["image_id"]?.int } ?? []
        #expect(Set(ids).count == 10)
    }

    @Test("More neighbours than there are photos: all of them, and complete is false")
    func incomplete() async throws {
        let stage = try await CommandStage.shared.ready()
        let reply = try await stage.semblance("search", stage.photos[0], "-k", "9223372036854775807", "--json").json()
        #expect(reply["hits"]?.items.count == 200)
        #expect(reply["complete"] == .bool(false))
    }

    @Test("People get a table with a line a hit")
    func table() async throws {
        let stage = try await CommandStage.shared.ready()
        let outcome = try await stage.semblance("search", stage.photos[0], "-k", "3")
        #expect(outcome.status == 0 && outcome.errors.isEmpty)
        let lines = outcome.output.split(separator: "\n")
        #expect(lines.count == 5)
        #expect(lines[0].hasPrefix(stage.photos[0] + " (cosine, familiarity "))
        #expect(lines[1].hasPrefix("rank  image  similarity  distance  source"))
        #expect(lines[2].hasSuffix(stage.photos[0]))
    }
}
