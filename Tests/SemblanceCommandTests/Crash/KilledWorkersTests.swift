import Foundation
import Glibc
import SemblanceCore
import SemblanceStorage
import Testing

/// `SEMBLANCE_SOAK_KILLS` says how many kills there are to be, `SEMBLANCE_SOAK_SEED` which.
@Suite("Workers that are killed", .serialized)
struct KilledWorkersTests {
    @Test("kill -9 at any moment loses nothing, stores nothing twice, and what the job says is true all the time")
    func killed() async throws {
        let variables = ProcessInfo.processInfo.environment
        let wanted = variables["SEMBLANCE_SOAK_KILLS"].flatMap { Int($0) } ?? 20
        let seed = variables["SEMBLANCE_SOAK_SEED"].flatMap { UInt64($0) } ?? 1
        let stage = try await CommandStage.shared.ready()
        let corpus = try await CrashCorpus(at: stage.file("-crash"), seed: seed, loose: 4000, packed: 120, stage.semblance)
        let index = ["index", "--corpus"] + corpus.places

        let quiet = try await stage.copied()
        let reply = try await quiet.run(CommandRunner.binary, index + ["--json"]).json()
        #expect(reply["total"]?.int == corpus.total && reply["encoded"]?.int == corpus.distinct)
        #expect(reply["duplicates"]?.int == corpus.copies && reply["failed"]?.int == corpus.unusable)
        let undisturbed = try await IndexTables(quiet.url)

        var (kills, round) = (0, UInt64(0))
        while kills < wanted {
            let comment: Comment = "SEMBLANCE_SOAK_SEED=\(seed), round \(round)"
            var random = SplitMix64(seed: seed, stream: round)
            let semblance = try await stage.copied()
            let watch = try await JobWatch(semblance.url)
            async let watching: Void = watch.watch(comment)
            kills += try await Self.round(index, semblance, atMost: wanted - kills, &random, comment)
            try await watching
            #expect(await watch.looks > 10, comment)
            await watch.close()
            try await IndexTables(semblance.url).expectSame(as: undisturbed, comment)
            round += 1
            try #require(round < 20 + UInt64(wanted), "too few kills hit a worker that had taken something: \(kills)")
        }
    }

    /// Kills one worker after the other, sometimes of two that work at the same time, until the job has succeeded.
    ///
    /// - Returns: how many were killed while they had units
    private static func round(
        _ index: [String], _ semblance: CommandRunner, atMost: Int, _ random: inout SplitMix64, _ comment: Comment
    ) async throws -> Int {
        let atWork = try await WorkersAtWork(semblance.url)
        var kills = 0
        repeat {
            let isFirst = kills == 0
            let count = isFirst || random.next() % 3 > 0 ? 1 : 2
            let victims = (0..<count).map { _ in
                let isIndex = isFirst || random.next() % 2 == 0
                return (isIndex ? index : ["worker", "--until-idle"], Duration.milliseconds(Int(random.next() % 500)))
            }
            kills += try await withThrowingTaskGroup(of: Bool.self) { group in
                for (position, (arguments, delay)) in victims.enumerated() {
                    let isSpared = kills + position >= atMost
                    group.addTask { try await kill(arguments, after: isSpared ? nil : delay, semblance, atWork, comment) }
                }
                return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
        } while try await !atWork.isDone()
        await atWork.close()
        return kills
    }

    /// Runs a worker, and kills it some time after it took its first unit, at a moment when it has one.
    ///
    /// - Returns: whether it was killed; false where it ended by itself
    private static func kill(
        _ arguments: [String], after delay: Duration?, _ semblance: CommandRunner, _ atWork: WorkersAtWork, _ comment: Comment
    ) async throws -> Bool {
        let outcome = try await semblance.run(CommandRunner.binary, arguments) { process in
            guard let delay, try await atWork.waitForUnit(of: process) else { return }
            try await Task.sleep(for: delay)
            if try await atWork.waitForUnit(of: process) { process.send(SIGKILL) }
        }
        let isKilled = outcome.status == 128 + SIGKILL
        #expect(isKilled || outcome.status == 0, "\(comment): \(outcome.errors)")
        return isKilled
    }
}
