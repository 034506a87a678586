import Foundation
import Glibc
import SemblanceCore
import SemblanceStorage
import SemblanceTestSupport
import Testing

extension ServeTests {
    @Suite("A server whose PostgreSQL is killed")
    struct LostDatabaseTests {
        @Test("Searches go on from memory, writes are told to come back, and it catches up by itself")
        func lost() async throws {
            let stage = try await CommandStage.shared.ready()
            let (semblance, cluster) = try await Self.stage(stage)
            var remote = semblance
            // The server does not own the cluster: nobody starts it again but the test.
            remote.url = try await cluster.start().connectionString
            remote.home = stage.file("-remote")
            let photos = try ServeTests.newPhotos(2)
            let file = stage.file(".png")
            try Data(photos[1]).write(to: URL(fileURLWithPath: file))
            let outcome = try await ServeTests.serve(remote) { server in
                let known = try ServeTests.bytes(stage.photos[0])
                let (byID, byPhoto) = (try await server.search(image: 1).hits(), try await server.search(known).hits())
                #expect(byID.count == 3 && byPhoto.count == 3)
                kill(try #require(try await cluster.status().pid), SIGKILL)

                try await until { try await server("GET /readyz").status == 503 }
                let ready = try await server("GET /readyz")
                try ready.expectProblem(503, "not_ready")
                #expect(try ready.json()["detail"]?.text?.contains("database") == true)
                #expect(try await server.search(image: 1).hits() == byID)
                #expect(try await server.search(known).hits() == byPhoto)
                for reply in [
                    try await server("POST /v1/images", type: "image/png", photos[0]), try await server("DELETE /v1/images/1"),
                    try await server("POST /v1/jobs", type: "application/json", Array(#"{"kind": "index", "corpus": "/a"}"#.utf8)),
                    try await server.search(image: 1, #", "filter": "year > 2000""#),
                ] {
                    try reply.expectProblem(503, "unavailable")
                    #expect(reply.fields["retry-after"].flatMap { Int($0) } ?? 0 >= 1)
                }
                #expect(try await server("GET /healthz").status == 200)

                // Whatever is committed before the server has a connection again.
                server.process.send(SIGSTOP)
                try await cluster.start()
                let added = try await semblance("images", "add", file, "--json").json()
                #expect(try await semblance("images", "delete", "2", "--yes").status == 0)
                server.process.send(SIGCONT)
                try await until { try await server("GET /readyz").status == 200 }
                #expect(try await server.search(photos[1]).hits().first == added[0]?["id"]?.int)
                try await server.search(image: 2).expectProblem(404, "not_found")
                #expect(try await server.search(image: 1, #", "filter": "not (year > 2000)""#).hits().first == 1)
                #expect(try await server("POST /v1/images", type: "image/png", photos[0]).status == 201)
            }
            #expect(outcome.errors.split(separator: "\n").filter { (try? JSONDocument(String($0))) == nil } == [])
        }

        @Test("The embedded one is started again by the server")
        func embedded() async throws {
            let stage = try await CommandStage.shared.ready()
            let (semblance, cluster) = try await Self.stage(stage)
            try await ServeTests.serve(semblance, "--workers", "0") { server in
                let pid = try #require(try await cluster.status().pid)
                kill(pid, SIGKILL)
                let photo = try ServeTests.newPhotos(1)[0]
                try await until { try await [200, 201].contains(server("POST /v1/images", type: "image/png", photo).status) }
                try await until { try await server("GET /readyz").status == 200 }
                #expect(try await cluster.status().pid != pid)
            }
        }

        private static let prepared = Task {
            let stage = try await CommandStage.shared.ready()
            let home = await TestHome.reserve(prefix: "semblance-test-lost-")
            let semblance = CommandRunner(home: home, url: nil, folder: stage.folder)
            let train = ["train", "--corpus", stage.corpus, "--steps", "2"] + CommandStage.trainingFlags
            let training = try await semblance.run(CommandRunner.binary, train)
            try #require(training.status == 0, "\(training.errors)")
            let indexing = try await semblance("index", "--corpus", stage.corpus)
            try #require(indexing.status == 0, "\(indexing.errors)")
            return semblance
        }

        /// A home with a cluster of its own, in which the stage's photos are indexed.
        private static func stage(_ stage: CommandStage.Set) async throws -> (CommandRunner, EmbeddedCluster) {
            let semblance = try await prepared.value
            let cluster = EmbeddedCluster(home: semblance.home)
            try await cluster.start()
            return (semblance, cluster)
        }
    }
}
