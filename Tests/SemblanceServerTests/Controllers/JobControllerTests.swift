import Foundation
import HTTPTypes
import SemblanceCore
import SemblanceImaging
import SemblanceService
import SemblanceStorage
import SemblanceTestSupport
import Testing

@testable import SemblanceServer

@Suite("Jobs over HTTP")
struct JobControllerTests {
    private struct List: Decodable {
        let jobs: [JobAnswer]
        let nextCursor: String?

        enum CodingKeys: String, CodingKey {
            case jobs
            case nextCursor = "next_cursor"
        }
    }

    private struct Failures: Decodable {
        struct Failure: Decodable, Hashable {
            let source: String
            let code: String
            let message: String
        }

        let failures: [Failure]
        let nextCursor: String?

        enum CodingKeys: String, CodingKey {
            case failures
            case nextCursor = "next_cursor"
        }
    }

    private func worker(_ server: ServerBench) -> JobWorker {
        let encoders = EncoderShelf(database: server.bench.database) { _ in ProjectingModel() }
        return JobWorker(database: server.bench.database, encoders: encoders, options: .init(cores: 2, leaseSeconds: 2, patienceSeconds: 5))
    }

    private func ask(_ server: ServerBench, _ corpus: String, _ more: String = "") async throws -> Reply {
        try await server.post("/v1/jobs", json: #"{"kind": "index", "corpus": "\#(corpus)"\#(more)}"#)
    }

    @Test("a job is taken on, and the same request is the same job until it has ended")
    func create() async throws {
        try await ServerBench.with(1) { server in
            let reply = try await ask(server, "/photos")
            let job = try reply.json(JobAnswer.self)
            #expect(reply.status == 202 && reply.headers[.location] == "/v1/jobs/\(job.id)")
            #expect(job.state == "queued" && job.kind == "index" && job.model == server.bench.record.id)
            #expect(try await server.get("/v1/jobs/\(job.id)").json(JobAnswer.self).id == job.id)

            let again = try await server.post("/v1/jobs", json: #"{"corpus": ["/photos"], "kind": "index"}"#)
            #expect(try again.status == 202 && again.json(JobAnswer.self).id == job.id)
            for (corpus, more) in [("/more", ""), ("/photos", #", "prune": true"#), ("/photos", #", "follow_links": true"#)] {
                #expect(try await ask(server, corpus, more).json(JobAnswer.self).id != job.id)
            }
            #expect(try await server.client.send(.post, "/v1/jobs/\(job.id)/cancel").status == 200)
            #expect(try await ask(server, "/photos").json(JobAnswer.self).id != job.id)
        }
    }

    @Test("a retraining is asked for with what is configured and what is said, and one that has not ended keeps others back")
    func retrain() async throws {
        try await ServerBench.with(1) { server in
            let body = #"{"kind": "retrain", "minutes": 1.5, "gate": "correlation=0.2", "activate": false, "why": "Friday"}"#
            let reply = try await server.post("/v1/jobs", json: body)
            let job = try reply.json(JobAnswer.self)
            #expect(reply.status == 202 && reply.headers[.location] == "/v1/jobs/\(job.id)" && job.kind == "retrain")
            let request: RetrainRequest = try await server.bench.database.jobs.require(id: job.id).parameters.decode()
            #expect(request.parent == server.bench.record.id && request.name == "faces" && request.actor == .anonymous)
            #expect(
                request.changes.minutes == 1.5 && request.gate == QualityGate([.correlation: 0.2]) && !request.activates && request.isWarm)
            #expect(request.heldOut == RetrainDefaults().heldOut && request.why == "Friday")
            #expect(try await server.post("/v1/jobs", json: body).json(JobAnswer.self).id == job.id)
            let other = try await server.post("/v1/jobs", json: #"{"kind": "retrain", "from": "faces@1", "steps": 5}"#)
            #expect(try other.status == 409 && other.problem().code == "conflict")
        }
    }

    @Test("a version is named by its id, its name, or both name and number")
    func models() async throws {
        try await ServerBench.with(1) { server in
            let bench = server.bench
            let second = try await bench.database.models.register(Bench.model(), in: bench.collection.id).id
            let training = try await bench.database.models.register(Bench.model("next", state: .training), in: bench.collection.id).id
            for (model, id) in [
                (#""faces@1""#, bench.record.id), (#""\#(bench.record.id)""#, bench.record.id), ("\(second)", second),
                (#""faces""#, second),
                (#""faces@2""#, second), ("null", bench.record.id),
            ] {
                let job = try await ask(server, "/photos/\(second)", #", "model": \#(model)"#)
                #expect(try job.status == 202 && job.json(JobAnswer.self).model == id, "\(model)")
            }
            for (model, status) in [
                (#""nobody""#, 404), (#""faces@9""#, 404), ("999999", 404), ("-1", 404), ("\(training)", 409), (#""next""#, 409),
                (#""""#, 404),
                ("1.5", 400), ("true", 400), (#""a\u0000b""#, 400),
            ] {
                #expect(try await ask(server, "/photos", #", "model": \#(model)"#).status == status, "\(model)")
            }
        }
    }

    @Test(
        "a body that cannot be is refused",
        arguments: [
            "", "{", "[]", "null", "7", "{}", #"{"kind": "index"}"#, #"{"corpus": "/photos"}"#, #"{"kind": "train", "corpus": "/photos"}"#,
            #"{"kind": "index", "corpus": []}"#, #"{"kind": "index", "corpus": ""}"#, #"{"kind": "index", "corpus": "photos"}"#,
            #"{"kind": "index", "corpus": ["/photos", "more"]}"#, #"{"kind": "index", "corpus": "/a\u0000b"}"#,
            #"{"kind": "index", "corpus": 1}"#, #"{"kind": "index", "corpus": [[]]}"#, #"{"kind": "index", "corpus": null}"#,
            #"{"kind": "index", "corpus": "/photos", "prun": true}"#, #"{"kind": "index", "corpus": "/photos", "prune": "yes"}"#,
            #"{"kind": "index", "corpus": "/photos", "prune": 1}"#,
            #"{"kind": "retrain", "corpus": "/photos"}"#, #"{"kind": "retrain", "steps": 0}"#,
            #"{"kind": "retrain", "steps": 1, "epochs": 1}"#,
            #"{"kind": "retrain", "held_out": 0.7}"#, #"{"kind": "retrain", "gate": "beauty=1"}"#, #"{"kind": "retrain", "name": "a b"}"#,
            #"{"kind": "retrain", "minutes": "long"}"#, #"{"kind": ["retrain"]}"#,
            String(repeating: "[", count: 100_000),
        ])
    func refused(text: String) async throws {
        try await ServerBench.with(1) { server in
            let reply = try await server.post("/v1/jobs", json: text)
            #expect(try reply.status == 400 && ["malformed", "invalid_argument"].contains(reply.problem().code), "\(reply.text)")
            #expect(try await server.get("/v1/jobs").json(List.self).jobs.count == 1)
        }
    }

    @Test("only a document asks for work; pages of other sites can send forms and texts, but no document")
    func mediaType() async throws {
        try await ServerBench.with(1) { server in
            let body = Array(#"{"kind": "index", "corpus": "/photos"}"#.utf8)
            for type in ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "image/jpeg"] {
                let reply = try await server.post("/v1/jobs", body, type: type)
                #expect(try reply.status == 415 && reply.problem().code == "unsupported", "\(type)")
            }
            #expect(try await server.post("/v1/jobs", body, type: "Application/JSON; charset=utf-8").status == 202)
        }
    }

    @Test("jobs are listed, newest first, a page at a time, by state")
    func list() async throws {
        try await ServerBench.with(1) { server in
            let indexed = try #require(try await server.get("/v1/jobs").json(List.self).jobs.first)
            #expect(indexed.state == "succeeded" && indexed.encoded == 1)
            var ids = [indexed.id]
            for place in 0..<4 { ids.insert(try await ask(server, "/photos/\(place)").json(JobAnswer.self).id, at: 0) }
            _ = try await server.client.send(.post, "/v1/jobs/\(ids[1])/cancel")

            var (found, cursor) = ([Int64](), String?.none)
            repeat {
                let page = try await server.get("/v1/jobs?limit=2" + (cursor.map { "&cursor=\($0)" } ?? "")).json(List.self)
                found += page.jobs.map(\.id)
                cursor = page.nextCursor
            } while cursor != nil
            #expect(found == ids)
            for (state, expected) in [
                ("queued", [ids[0], ids[2], ids[3]]), ("cancelled", [ids[1]]), ("succeeded", [ids[4]]), ("failed", []),
            ] {
                #expect(try await server.get("/v1/jobs?state=\(state)").json(List.self).jobs.map(\.id) == expected)
            }
            for query in ["state=done", "state=", "limit=0", "limit=1001", "cursor=1", "cursor=after-x", "cursor=after--1"] {
                #expect(try await server.get("/v1/jobs?\(query)").status == 400, "\(query)")
            }
        }
    }

    @Test("what could not be used is told a page at a time")
    func failures() async throws {
        try await ServerBench.with(2) { server in
            let folder = try TestCorpus.faces(2)
            for index in 0..<5 { try folder.write(Array("text \(index)".utf8), to: "note-\(index).txt") }
            let job = try await ask(server, folder.path).json(JobAnswer.self).id
            try await worker(server).work(untilIdle: true)
            var (found, cursor, pages) = ([Failures.Failure](), String?.none, 0)
            repeat {
                let path = "/v1/jobs/\(job)/failures?limit=2" + (cursor.map { "&cursor=\($0)" } ?? "")
                let page = try await server.get(path).json(Failures.self)
                (found, cursor, pages) = (found + page.failures, page.nextCursor, pages + 1)
            } while cursor != nil
            #expect(pages == 3 && Set(found.map(\.source)) == Set((0..<5).map { folder.file("note-\($0).txt") }))
            #expect(found.count == 5 && found.allSatisfy { $0.code == "unsupported" && !$0.message.isEmpty })
            #expect(try await server.get("/v1/jobs/\(job)").json(JobAnswer.self).failed == 5)
        }
    }

    @Test("a job that has ended cannot be taken back")
    func cancel() async throws {
        try await ServerBench.with(1) { server in
            let job = try await ask(server, "/photos").json(JobAnswer.self).id
            let reply = try await server.client.send(.post, "/v1/jobs/\(job)/cancel")
            #expect(try reply.status == 200 && reply.json(JobAnswer.self).state == "cancelled")
            let again = try await server.client.send(.post, "/v1/jobs/\(job)/cancel")
            #expect(try again.status == 409 && again.problem().code == "conflict")
            let indexed = try #require(try await server.get("/v1/jobs?state=succeeded").json(List.self).jobs.first)
            #expect(try await server.client.send(.post, "/v1/jobs/\(indexed.id)/cancel").status == 409)
        }
    }

    @Test("what a job left undone is taken up again, as the command does")
    func retry() async throws {
        try await ServerBench.with(2) { server in
            let folder = try TestCorpus.faces(3)
            try folder.write(Array("no photo".utf8), to: "late.jpg")
            let job = try await ask(server, folder.path).json(JobAnswer.self).id
            let early = try await server.client.send(.post, "/v1/jobs/\(job)/retry")
            #expect(try early.status == 409 && early.problem().detail.contains("is queued"))
            try await worker(server).work(untilIdle: true)
            #expect(try await server.get("/v1/jobs/\(job)").json(JobAnswer.self).failed == 1)

            try folder.write(try server.photo(7), to: "late.jpg")
            let reply = try await server.client.send(.post, "/v1/jobs/\(job)/retry")
            let queued = try reply.json(JobAnswer.self)
            #expect(reply.status == 202 && reply.headers[.location] == "/v1/jobs/\(job)")
            #expect(queued.id == job && queued.state == "queued" && queued.failed == 0)
            try await worker(server).work(untilIdle: true)
            let ended = try await server.get("/v1/jobs/\(job)").json(JobAnswer.self)
            #expect(ended.state == "succeeded" && ended.failed == 0 && ended.total == 4)
            try await server.parts.shelf.look()
            let found = try await server.post("/v1/search?k=1", try server.photo(7), type: nil).json(SearchAnswer.self)
            #expect(found.hits[0].distance < 1e-4)

            let nothing = try await server.client.send(.post, "/v1/jobs/\(job)/retry")
            #expect(try nothing.status == 409 && nothing.problem().detail.contains("nothing to retry"))
        }
    }

    @Test("a job that is not there, or is another collection's, is not found", arguments: ["999999", "0", "-1", "x", "%00", "other"])
    func unknown(id: String) async throws {
        try await ServerBench.with(1) { server in
            let other = try await server.bench.other("pets")
            let foreign = try await server.post("/v1/jobs?collection=pets", json: #"{"kind": "index", "corpus": "/photos"}"#)
            let job = try foreign.json(JobAnswer.self)
            #expect(job.model == other.record.id && foreign.headers[.location] == "/v1/jobs/\(job.id)?collection=pets")
            #expect(try await server.get(#require(foreign.headers[.location])).status == 200)
            let id = id == "other" ? "\(job.id)" : id
            for path in ["", "/failures", "/events"] { #expect(try await server.get("/v1/jobs/\(id)\(path)").status == 404) }
            for act in ["cancel", "retry"] { #expect(try await server.client.send(.post, "/v1/jobs/\(id)/\(act)").status == 404) }
        }
    }

    @Test("events tell how a job runs to its end")
    func events() async throws {
        try await ServerBench.with(1) { server in
            let folder = try TestCorpus.faces(9)
            let job = try await ask(server, folder.path).json(JobAnswer.self).id
            async let stream = server.get("/v1/jobs/\(job)/events")
            try await worker(server).work(untilIdle: true)
            let reply = try await stream
            #expect(reply.status == 200 && reply.headers[.contentType]?.hasPrefix("text/event-stream") == true)
            let events = try Self.events(reply.text)
            #expect(events.dropLast().allSatisfy { $0.name == "progress" && $0.job.state != "succeeded" })
            let end = try #require(events.last)
            #expect(
                end.name == "end" && end.job.id == job && end.job.state == "succeeded" && end.job.total == 9)
            // Of a job that has ended there is only the end to tell.
            let late = try await Self.events(server.get("/v1/jobs/\(job)/events").text)
            #expect(late.count == 1 && late[0].name == "end" && late[0].job.state == "succeeded")
        }
    }

    /// The events of a stream.
    private static func events(_ text: String) throws -> [(name: String, job: JobAnswer)] {
        try text.components(separatedBy: "\n\n").filter { $0.hasPrefix("event: ") }.map { event in
            let lines = event.split(separator: "\n")
            try #require(lines.count == 2 && lines[1].hasPrefix("data: "))
            return (String(lines[0].dropFirst(7)), try JSONDecoder().decode(JobAnswer.self, from: Data(lines[1].dropFirst(6).utf8)))
        }
    }
}
