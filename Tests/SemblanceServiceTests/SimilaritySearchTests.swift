import Foundation
import SemblanceCore
import SemblanceImaging
import SemblanceIndex
import SemblanceStorage
import SemblanceTestSupport
import Testing

@testable import SemblanceService

@Suite("Searching") struct SimilaritySearchTests {
    /// An index of some faces, and the search over it.
    private func with(
        _ count: Int, _ body: @Sendable (Bench, TemporaryFolder, SimilaritySearch) async throws -> Void
    ) async throws {
        try await Bench.with { bench in
            let folder = try TestCorpus.faces(count)
            _ = try await bench.index(folder)
            try await body(bench, folder, SimilaritySearch(database: bench.database, record: bench.record, model: ProjectingModel()))
        }
    }

    @Test("a stored photo is its own first hit, by both metrics, which order the corpus alike")
    func ownFirstHit() async throws {
        try await with(24) { bench, folder, search in
            for name in ["face-00.jpg", "face-04.jpg", "face-08.jpg", "face-23.jpg"] {
                let photo = try search.photo(file: BytePath(folder.file(name)))
                let cosine = try await search.search(.photo(photo), .init(k: 24, metric: .cosine))
                let euclidean = try await search.search(.photo(photo), .init(k: 24, metric: .euclidean))
                for reply in [cosine, euclidean] {
                    #expect(reply.hits[0].source == folder.file(name) && reply.hits[0].distance < 1e-5)
                    #expect(reply.hits.map(\.rank) == Array(1...24) && reply.complete && reply.exact)
                    #expect(
                        zip(reply.hits, reply.hits.dropFirst()).allSatisfy { $0.distance <= $1.distance && $0.similarity >= $1.similarity })
                    #expect(reply.hits[1].distance > 1e-3)
                    #expect(reply.model == ModelReference(bench.record))
                    #expect(reply.query.width == photo.info.width && reply.query.height == photo.info.height)
                    #expect(reply.query.realism?.isFinite == true && (0...1).contains(reply.query.familiarity ?? -1))
                }
                #expect(cosine.hits.map(\.imageID) == euclidean.hits.map(\.imageID))
                // ‖u − v‖² = 2 n (1 − cos) where both have length √n.
                for (a, b) in zip(cosine.hits, euclidean.hits) {
                    #expect(abs(b.distance * b.distance - 2 * 16 * a.distance) < 1e-3)
                    #expect(a.similarity == 1 - a.distance && b.similarity == 1 / (1 + b.distance))
                }
            }
        }
    }

    @Test("an image of the corpus finds what its photo finds; one that does not exist is not found")
    func byImage() async throws {
        try await with(9) { bench, folder, search in
            let byPhoto = try await search.search(.photo(search.photo(file: BytePath(folder.file("face-03.jpg")))), .init(k: 5))
            let id = byPhoto.hits[0].imageID
            let byID = try await search.search(.image(id), .init(k: 5))
            #expect(byID.hits.map(\.imageID) == byPhoto.hits.map(\.imageID))
            #expect(zip(byID.hits, byPhoto.hits).allSatisfy { abs($0.distance - $1.distance) < 1e-6 })
            #expect(byID.query.realism == byPhoto.query.realism && byID.query.width == byPhoto.query.width)
            #expect(await failure { _ = try await search.search(.image(999_999)) }?.code == .notFound)

            // An image that was deleted since is not shown to those who have not seen it yet.
            try await bench.database.images.delete(ids: [byID.hits[1].imageID], in: bench.collection.id)
            let fresh = SimilaritySearch(
                database: bench.database, version: search.version, directory: ImageDirectory(database: bench.database))
            let later = try await fresh.search(.image(id), .init(k: 5))
            #expect(later.hits.map(\.imageID) == byID.hits.map(\.imageID).filter { $0 != byID.hits[1].imageID })
            #expect(later.hits.map(\.rank) == [1, 2, 3, 4] && !later.complete)
        }
    }

    @Test("a mirrored photo finds the photo where the mirror is asked for, each image once")
    func mirror() async throws {
        try await with(12) { _, folder, search in
            let photo = try search.photo(file: BytePath(folder.file("face-05.jpg")))
            let mirrored = QueryPhoto(info: photo.info, prepared: photo.prepared.mirrored())
            let plain = try await search.search(.photo(mirrored), .init(k: 12))
            let helped = try await search.search(.photo(mirrored), .init(k: 12, mirror: true))
            #expect(plain.hits[0].distance > 1e-3)
            #expect(helped.hits[0].source == folder.file("face-05.jpg") && helped.hits[0].distance < 1e-5)
            #expect(Set(helped.hits.map(\.imageID)).count == 12)
            let direct = try await search.search(.photo(photo), .init(k: 12))
            let nearer = Dictionary(uniqueKeysWithValues: (plain.hits).map { ($0.imageID, $0.distance) })
                .merging(direct.hits.map { ($0.imageID, $0.distance) }, uniquingKeysWith: min)
            for hit in helped.hits { #expect(abs(hit.distance - (nearer[hit.imageID] ?? -1)) < 1e-6) }
        }
    }

    @Test("asking for more than there is gives what there is, and says that it is not complete; asking for none is refused")
    func bounds() async throws {
        try await with(3) { _, folder, search in
            let photo = try search.photo(file: BytePath(folder.file("face-00.jpg")))
            let reply = try await search.search(.photo(photo), .init(k: 4))
            #expect(reply.hits.count == 3 && !reply.complete)
            #expect(try await search.search(.photo(photo), .init(k: 3)).complete)
            #expect(await failure { _ = try await search.search(.photo(photo), .init(k: 0)) }?.code == .invalidArgument)

            try folder.write([1, 2, 3], to: "broken.jpg")
            let broken = await failure { _ = try search.photo(file: BytePath(folder.file("broken.jpg"))) }
            #expect(broken?.code == .unsupported && broken?.message.contains("broken.jpg") == true)
            #expect(await failure { _ = try search.photo(file: BytePath(folder.file("missing.jpg"))) }?.code == .notFound)
        }
    }

    @Test("a version that has encoded nothing says so")
    func nothingIndexed() async throws {
        try await Bench.with { bench in
            let error = await failure {
                _ = try await SimilaritySearch(database: bench.database, record: bench.record, model: ProjectingModel())
            }
            #expect(error?.code == .notFound && error?.message.contains("faces@1") == true)
            #expect(error?.advice?.contains("semblance index") == true)
        }
    }

    @Test("a reply's JSON has the members of the contract, in snake_case, and metadata as it is")
    func json() async throws {
        try await with(2) { bench, folder, search in
            let photo = try search.photo(file: BytePath(folder.file("face-01.jpg")))
            let id = try await search.search(.photo(photo), .init(k: 1)).hits[0].imageID
            try await bench.database.images.setMetadata(JSONText(#"{"takenBy": "nobody", "tags": ["a", 1, true, null]}"#), of: id)
            _ = try await search.directory.refresh([id])
            let reply = try await search.search(.photo(photo), .init(k: 2))

            let encoder = JSONEncoder()
            encoder.keyEncodingStrategy = .convertToSnakeCase
            // The command line's strategy or none: the members are the same.
            for data in [try encoder.encode(reply), try JSONEncoder().encode(reply)] {
                let object = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
                #expect(Set(object.keys) == ["model", "metric", "exact", "complete", "query", "hits", "timing_ms"])
                #expect(object["metric"] as? String == "cosine")
                #expect(Set(try #require(object["model"] as? [String: Any]).keys) == ["id", "name", "version"])
                #expect(Set(try #require(object["query"] as? [String: Any]).keys) == ["width", "height", "realism", "familiarity"])
                let timing = try #require(object["timing_ms"] as? [String: Double])
                #expect(Set(timing.keys) == ["decode", "encode", "search", "total"])
                #expect(
                    abs(
                        timing["decode", default: 0] + timing["encode", default: 0] + timing["search", default: 0]
                            - timing["total", default: 0]) < 1e-6)
                let hit = try #require((object["hits"] as? [[String: Any]])?.first)
                #expect(Set(hit.keys) == ["rank", "image_id", "distance", "similarity", "source", "thumbnail_url", "metadata"])
                #expect(hit["image_id"] as? Int64 == id && hit["thumbnail_url"] as? String == "/v1/images/\(id)/thumbnail")
                let metadata = try #require(hit["metadata"] as? [String: Any])
                #expect(Set(metadata.keys) == ["takenBy", "tags"] && (metadata["tags"] as? [Any])?.count == 4)
                let decoded = try JSONDecoder().decode(SearchReply.self, from: data)
                #expect(decoded.hits.map(\.imageID) == reply.hits.map(\.imageID))
            }
        }
    }
}
