import Foundation
import Glibc
import SemblanceCore
import SemblanceTestSupport
import Testing

extension ServeTests {
    @Suite("A server's end")
    struct StopTests {
        @Test("Told to stop, it answers all that has begun and ends with 0; an open event stream does not hold it up")
        func drain() async throws {
            let stage = try await CommandStage.shared.ready()
            let semblance = try await stage.copied()
            let photos = try stage.photos.prefix(6).map(ServeTests.bytes)
            let outcome = try await Self.serve(semblance, "--workers", "0") { server in
                let job = try await server("POST /v1/jobs", type: "application/json", Self.job(stage.corpus))
                let events = try server.connect()
                try await events.send("GET \(try #require(job.fields["location"]))/events HTTP/1.1\r\nHost: a\r\n\r\n")
                try await Self.begun(events)
                let uploads = try await Self.begin(photos, server)
                server.process.send(SIGTERM)
                try await until { (try? server.connect()) == nil }
                for (upload, photo) in zip(uploads, photos) { try await upload.send(photo) }
                for upload in uploads {
                    let reply = try HTTPReply(try await upload.readToEnd().text)
                    #expect(reply.status == 200, "\(reply.body)")
                    #expect(try reply.hits().count == 3)
                }
                #expect(try await events.readToEnd().isClosed)
            }
            #expect(outcome.status == 0, "\(outcome.errors)")
        }

        @Test("A second signal ends it at once")
        func twice() async throws {
            let stage = try await CommandStage.shared.ready()
            let outcome = try await Self.serve(try await stage.copied(), "--workers", "0") { server in
                let uploads = try await Self.begin([try ServeTests.bytes(stage.photos[0])], server)
                server.process.send(SIGTERM)
                try await until { (try? server.connect()) == nil }
                #expect(server.process.isRunning)
                server.process.send(SIGTERM)
                #expect(try await uploads[0].readToEnd().isClosed)
            }
            #expect(outcome.status == 128 + SIGTERM)
        }

        @Test("Killed, it leaves no worker behind")
        func killed() async throws {
            let stage = try await CommandStage.shared.ready()
            let outcome = try await Self.serve(try await stage.copied(), "--workers", "2") { server in
                var workers: Set<pid_t> = []
                try await until {
                    workers = Self.children(of: server.process.pid)
                    return workers.count == 2
                }
                server.process.send(SIGKILL)
                try await until { workers.allSatisfy { Self.status(of: $0)?.first.map { $0 == "Z" } ?? true } }
            }
            #expect(outcome.status == 128 + SIGKILL)
        }

        /// Runs a server that the test ends.
        private static func serve(
            _ semblance: CommandRunner, _ flags: String..., test: @Sendable (ServedProcess) async throws -> Void
        ) async throws -> CommandOutcome {
            try await semblance.run(CommandRunner.binary, ["serve", "--port", "0", "--json"] + flags, within: 120) { process in
                let server = try await ServedProcess(process)
                try await server.ready()
                try await test(server)
            }
        }

        /// Begins uploads whose bodies are still to come: the server has told each to go on.
        private static func begin(_ photos: [[UInt8]], _ server: ServedProcess) async throws -> [SocketClient] {
            let clients = try photos.map { _ in try server.connect() }
            for (client, photo) in zip(clients, photos) {
                try await client.send(
                    "POST /v1/search?k=3 HTTP/1.1\r\nHost: a\r\nContent-Type: image/jpeg\r\nContent-Length: \(photo.count)\r\n"
                        + "Expect: 100-continue\r\n\r\n")
                try await begun(client)
            }
            return clients
        }

        /// Waits until a first byte of a reply has come, and takes it.
        private static func begun(_ client: SocketClient) async throws { try await until { client.take(upTo: 4096) > 0 } }

        private static func job(_ corpus: String) -> [UInt8] { Array(#"{"kind": "index", "corpus": "\#(corpus)"}"#.utf8) }

        /// The processes that one has started.
        private static func children(of parent: pid_t) -> Set<pid_t> {
            let all = ((try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []).compactMap { pid_t($0) }
            return Set(
                all.filter { status(of: $0)?.dropFirst().first.flatMap { pid_t($0) } == parent })
        }

        /// A process's state and its parent, as /proc has it; nil for one that is gone.
        private static func status(of pid: pid_t) -> [Substring]? {
            (try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8))?.split(separator: ")").last?.split(separator: " ")
        }
    }
}
