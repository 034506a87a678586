import Foundation
import Testing

extension ServeTests {
    @Suite("Jobs of a server")
    struct ServedJobTests {
        @Test("A folder that is asked for is indexed by the server's own worker, watched on the way, and found afterwards")
        func folder() async throws {
            let stage = try await CommandStage.shared.ready()
            let semblance = try await stage.copied()
            let corpus = try await CrashCorpus(at: stage.file("-served"), seed: 11, loose: 1000, packed: 0, semblance)
            try await ServeTests.serve(semblance) { server in
                let body = Array(#"{"kind": "index", "corpus": ["\#(corpus.folder)"]}"#.utf8)
                let asked = try await server("POST /v1/jobs", type: "application/json", body)
                #expect(asked.status == 202, "\(asked.body)")
                let place = try #require(asked.fields["location"])
                let id = try #require(try asked.json()["id"]?.int)
                #expect(place == "/v1/jobs/\(id)")

                async let events = server("GET \(place)/events")
                try await until { try await server("GET /metrics").body.contains("semblance_job_progress_ratio{job=\"\(id)\"") }
                try await until { try await server("GET \(place)").json()["finished_at"] != nil }
                let job = try await server("GET \(place)").json()
                #expect(job["state"]?.text == "succeeded" && job["total"]?.int == corpus.total, "\(job)")
                #expect(job["encoded"]?.int == corpus.distinct && job["duplicates"]?.int == corpus.copies)
                #expect(job["failed"]?.int == corpus.unusable)
                let told = try await events.body.components(separatedBy: "\n\n").filter { $0.hasPrefix("event: ") }
                #expect(told.last?.hasPrefix("event: end") == true && told.dropLast().allSatisfy { $0.hasPrefix("event: progress") })
                let last = try JSONDocument(String(try #require(told.last?.components(separatedBy: "data: ").last)))
                #expect(last == job)

                let photo = try ServeTests.bytes(corpus.folder + "/10997.png")
                try await until {
                    let hit = try await server.search(photo).json()["hits"]?[0]
                    return hit?["source"]?.text == corpus.folder + "/10997.png" && (hit?["distance"]?.number ?? 1) < 1e-4
                }
                let failures = try await server("GET \(place)/failures?limit=1000").json()
                #expect(failures["failures"]?.items.count == corpus.unusable)
            }
        }
    }
}
