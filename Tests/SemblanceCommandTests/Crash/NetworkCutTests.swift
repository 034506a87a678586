import Foundation
import Glibc
import SemblanceCore
import SemblanceStorage
import Testing

extension SharedJobs {
    @Suite("whose network fails")
    struct NetworkCutTests {
        private static let work = ["worker", "--until-idle", "--quiet"]

        /// Where a worker is when nothing gets through to it any more; what it has locked is in the others' way.
        enum Moment: String, CaseIterable, Sendable {
            case anywhere = "true"
            case inTransaction = "state = 'idle in transaction'"
            case inCopy = "state = 'active' AND query LIKE 'COPY%'"
        }

        @Test("A worker beyond a frozen network loses its units when its lease ends, and recovers by itself", arguments: Moment.allCases)
        func frozen(moment: Moment) async throws {
            let stage = try await SharedJobs.stage()
            let proxy = try CuttableProxy(try #require(stage.semblance.url))
            defer { proxy.close() }
            let watch = try await JobWatch(stage.semblance.url, job: stage.job)
            let direct = stage.runner(leaseSeconds: 2)
            let outcome = try await stage.runner(proxy.url, leaseSeconds: 2).run(CommandRunner.binary, Self.work, within: 180) { process in
                let atWork = try await WorkersAtWork(stage.semblance.url)
                _ = try await atWork.waitForUnit(of: process)
                try await Self.freeze(proxy, at: moment, stage.semblance.url)
                #expect(try await atWork.units(of: process.pid) > 0)
                let helper = try await direct.run(CommandRunner.binary, Self.work)
                #expect(helper.status == 0, "\(helper.errors)")
                #expect(try await watch.look("\(moment)") == .succeeded)
                #expect(process.isRunning)
                await atWork.close()
                proxy.thaw()
            }
            #expect(outcome.status == 0, "\(outcome.errors)")
            try await watch.look("\(moment)")
            await watch.close()
            try await stage.expectComplete()
        }

        @Test("Connections that break are made again")
        func broken() async throws {
            let stage = try await SharedJobs.stage()
            let proxy = try CuttableProxy(try #require(stage.semblance.url))
            defer { proxy.close() }
            let outcome = try await stage.runner(proxy.url, leaseSeconds: 15).run(CommandRunner.binary, Self.work) { process in
                let atWork = try await WorkersAtWork(stage.semblance.url)
                for _ in 0..<3 {
                    #expect(try await atWork.waitForUnit(of: process), "the worker is at work again")
                    try await Task.sleep(for: .milliseconds(150))
                    proxy.cut()
                }
                await atWork.close()
            }
            #expect(outcome.status == 0, "\(outcome.errors)")
            try await stage.expectComplete()
        }

        @Test("A network that comes back before the leases end costs nothing, for two workers at once")
        func shortly() async throws {
            let stage = try await SharedJobs.stage()
            let proxy = try CuttableProxy(try #require(stage.semblance.url))
            defer { proxy.close() }
            let runner = stage.runner(proxy.url, leaseSeconds: 60)
            async let other = runner.run(CommandRunner.binary, Self.work)
            let outcome = try await runner.run(CommandRunner.binary, Self.work) { process in
                let atWork = try await WorkersAtWork(stage.semblance.url)
                _ = try await atWork.waitForUnit(of: process)
                proxy.freeze()
                try await Task.sleep(for: .seconds(1))
                proxy.thaw()
                await atWork.close()
            }
            #expect(outcome.status == 0, "\(outcome.errors)")
            #expect(try await other.status == 0)
            try await stage.expectComplete()
        }

        @Test("Ctrl-C ends a worker beyond a frozen network too")
        func interrupted() async throws {
            let stage = try await SharedJobs.stage()
            let proxy = try CuttableProxy(try #require(stage.semblance.url))
            defer { proxy.close() }
            let outcome = try await stage.runner(proxy.url, leaseSeconds: 2).run(CommandRunner.binary, Self.work) { process in
                let atWork = try await WorkersAtWork(stage.semblance.url)
                _ = try await atWork.waitForUnit(of: process)
                await atWork.close()
                proxy.freeze()
                process.send(SIGINT)
            }
            outcome.expectFailure(saying: "interrupted", status: 128 + SIGINT)
        }

        /// Freezes until the worker is where it is to be.
        private static func freeze(_ proxy: CuttableProxy, at moment: Moment, _ url: String?) async throws {
            let connection = try await PostgresConnection.connect(url ?? "")
            let sql = """
                SELECT count(*)::text FROM pg_stat_activity a JOIN pg_locks l USING (pid)
                WHERE a.datname = current_database() AND l.locktype = 'advisory' AND l.classid = 1397050691 AND \(moment.rawValue)
                """
            for _ in 0..<200 {
                proxy.freeze()
                // What got through before is being worked on.
                try await Task.sleep(for: .milliseconds(30))
                let found = try await connection.lines(sql)
                if moment == .anywhere || found != ["0"] {
                    await connection.close()
                    return
                }
                proxy.thaw()
                try await Task.sleep(for: .milliseconds(3))
            }
            throw SemblanceError(.unavailable, "the worker was never found \(moment)")
        }
    }
}
