import Foundation
import Glibc
import SemblanceCore
import SemblanceStorage
import Testing

extension SharedJobs {
    @Suite("together")
    struct TogetherTests {
        /// Which processes had units of a job, seen while it is worked on.
        ///
        /// - Parameter count: nothing is stored before so many have some
        private static func watchWorkers(_ stage: Stage, holdingUntil count: Int = 0) async throws -> Set<String> {
            let gate = try await PostgresConnection.connect(stage.semblance.url ?? "")
            if count > 0 { try await gate.executeScript("BEGIN; LOCK TABLE images IN SHARE ROW EXCLUSIVE MODE") }
            let connection = try await PostgresConnection.connect(stage.semblance.url ?? "")
            var seen: Set<String> = []
            let workers = "SELECT w.pid::text FROM job_units u JOIN workers w ON w.id = u.worker_id"
            let isOver = "SELECT state FROM jobs WHERE id = \(stage.job) AND state NOT IN ('queued', 'running')"
            while try await connection.lines(isOver).isEmpty {
                seen.formUnion(try await connection.lines(workers))
                if seen.count >= count { await gate.close() }
                try await Task.sleep(for: .milliseconds(5))
            }
            await connection.close()
            return seen
        }

        @Test("Two workers that are started beside each other share a queued job, and both end with it")
        func detached() async throws {
            let stage = try await SharedJobs.stage()
            async let seen = Self.watchWorkers(stage, holdingUntil: 2)
            async let first = stage.semblance("worker", "--until-idle", "--json")
            async let second = stage.semblance("worker", "--until-idle", "--json")
            for outcome in try await [first, second] {
                let reply = try outcome.json()
                #expect(reply[0]?["id"]?.int == Int(stage.job) && reply[0]?["total"]?.int == stage.corpus.total)
            }
            #expect(try await seen.count == 2)
            try await stage.expectComplete()
        }

        @Test("index --workers 2 goes on with the queued job in two processes, of which none is left")
        func workers() async throws {
            let stage = try await SharedJobs.stage()
            async let seen = Self.watchWorkers(stage)
            let outcome = try await stage.semblance.run(
                CommandRunner.binary, ["index", "--workers", "2", "--json", "--corpus"] + stage.corpus.places)
            #expect(try outcome.json()["job"]?.int == Int(stage.job))
            let pids = try await seen
            #expect(pids.count == 2)
            for pid in pids { #expect(kill(pid_t(pid) ?? 1, 0) != 0, "\(pid) has ended") }
            try await stage.expectComplete()
        }

        @Test("Where index --workers 2 is killed, the other process completes the job and ends")
        func orphan() async throws {
            let stage = try await SharedJobs.stage()
            let indexing = ["index", "--workers", "2", "--json", "--corpus"] + stage.corpus.places
            // The pipes are read to their ends, which come when the orphan has ended too.
            let outcome = try await stage.semblance.run(CommandRunner.binary, indexing) { process in
                let atWork = try await WorkersAtWork(stage.semblance.url)
                #expect(try await atWork.waitForUnitOfAnother(than: process.pid))
                process.send(SIGKILL)
                await atWork.close()
            }
            #expect(outcome.status == 128 + SIGKILL)
            try await stage.expectComplete()
        }

        @Test("A job that is cancelled stops its worker, and one that is retried ends as if nothing had happened")
        func cancelled() async throws {
            let stage = try await SharedJobs.stage()
            let semblance = stage.semblance
            let outcome = try await semblance("worker", "--job", stage.job, "--json") { process in
                // Nothing is stored before it is cancelled, or it might be done by then.
                let gate = try await PostgresConnection.connect(semblance.url ?? "")
                try await gate.executeScript("BEGIN; LOCK TABLE images IN SHARE ROW EXCLUSIVE MODE")
                let atWork = try await WorkersAtWork(semblance.url)
                _ = try await atWork.waitForUnit(of: process)
                let reply = try await semblance("jobs", "cancel", stage.job, "--json").json()
                #expect(reply["state"]?.text == "cancelled" && (reply["waiting"]?.int ?? 0) > 0)
                await atWork.close()
                await gate.close()
            }
            let reply = try outcome.json()[0]
            #expect(reply?["state"]?.text == "cancelled" && (reply?["waiting"]?.int ?? 0) > 0)
            // Nothing is stored after the end.
            let shown = try await semblance("jobs", "show", stage.job, "--json").json()
            #expect(shown["encoded"] == reply?["encoded"] && shown["waiting"] == reply?["waiting"])
            try await semblance("jobs", "cancel", stage.job).expectFailure(saying: "cancelled")
            #expect(try await semblance("worker", "--until-idle", "--json").json() == .array([]))

            let retried = try await semblance("jobs", "retry", stage.job, "--json").json()
            #expect(retried["job"]?.int == Int(stage.job) && retried["total"]?.int == stage.corpus.total)
            try await stage.expectComplete()
        }
    }
}
