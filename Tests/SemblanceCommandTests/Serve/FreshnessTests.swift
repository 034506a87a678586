import Foundation
import SemblanceCore
import Synchronization
import Testing

extension ServeTests {
    @Suite("What other processes change")
    struct FreshnessTests {
        @Test("Photos that another process adds are found, and those that it deletes are not")
        func images() async throws {
            let stage = try await CommandStage.shared.ready()
            let semblance = try await stage.copied()
            let photo = try ServeTests.newPhotos(1)[0]
            let file = stage.file(".png")
            try Data(photo).write(to: URL(fileURLWithPath: file))
            try await ServeTests.serve(semblance, "--workers", "0") { server in
                let before = try await server.search(photo).json()["hits"]?[0]
                #expect((before?["distance"]?.number ?? 0) > 0)
                let added = try await semblance("images", "add", file, "--json").json()
                let id = try #require(added[0]?["id"]?.int)
                try await until { try await server.search(photo).hits().first == id }
                #expect(try await server.search(image: id).status == 200)
                #expect(try await semblance("images", "delete", "\(id)", "--yes").status == 0)
                try await until { try await !server.search(photo).hits().contains(id) }
                try await server.search(image: id).expectProblem(404, "not_found")
            }
        }

        @Test("Searches under way while versions take turns succeed, each on one version from beginning to end")
        func activations() async throws {
            let stage = try await CommandStage.shared.ready()
            let semblance = try await stage.copied()
            let train = ["train", "--corpus", stage.corpus, "--steps", "2"] + CommandStage.trainingFlags
            #expect(try await semblance.run(CommandRunner.binary, train).status == 0)
            #expect(try await semblance("index", "--corpus", stage.corpus, "--model", "faces@2").status == 0)
            let photos = try stage.photos.prefix(8).map(ServeTests.bytes)
            try await ServeTests.serve(semblance, "--workers", "0") { server in
                let isDone = Flag()
                let asking = photos.enumerated().map { place, photo in
                    Task {
                        var answers: [Answer] = []
                        while !isDone.isSet { answers.append(try Answer(photo: place, try await server.search(photo))) }
                        return answers
                    }
                }
                for version in [2, 1, 2, 1, 2] {
                    let answer = try await semblance("models", "activate", "faces@\(version)")
                    #expect(answer.status == 0, "\(answer.errors)")
                    try await until { try await server.search(photos[0]).json()["model"]?["version"]?.int == version }
                }
                isDone.set()
                var all: [Answer] = []
                for task in asking { all += try await task.value }
                #expect(Set(all.map(\.version)) == [1, 2])
                // Of a version, a photo has the same hits at all times: those of no other.
                for (question, same) in Dictionary(grouping: all, by: { [$0.photo, $0.version] }) {
                    #expect(Set(same.map(\.hits)).count == 1, "\(question)")
                }
                #expect(try await server("GET /metrics").body.contains("model=\"faces@2\""))
            }
        }

        /// Says when it is enough.
        private final class Flag: Sendable {
            private let state = Atomic(false)

            var isSet: Bool { state.load(ordering: .relaxed) }

            func set() { state.store(true, ordering: .relaxed) }
        }

        /// What a search by an upload was told.
        private struct Answer: Sendable {
            let photo: Int
            let version: Int
            /// Images and how far they are.
            let hits: [String]

            init(photo: Int, _ reply: HTTPReply) throws {
                #expect(reply.status == 200, "\(reply.body)")
                let document = try reply.json()
                self.photo = photo
                version = try #require(document["model"]?["version"]?.int)
                hits =
                    document["hits"]?.items.map {
                        "\($0["image_id"]?.int ?? 0) \((($0["distance"]?.number ?? -1) * 1000).rounded())"
                    } ?? []
                #expect(hits.count == 3)
            }
        }
    }
}
