import Foundation
import SemblanceCore
import SemblanceModels
import SemblanceTensor
import SemblanceTestSupport
import Testing

@testable import SemblanceTraining

@Suite("The training loop") struct TrainingLoopTests {
    /// Trains on the drawn faces, watched by a witness, and returns the last model.
    private func checkpoint(_ configuration: TrainingConfiguration, cacheBytes: Int = 1 << 20) async throws -> [UInt8] {
        let (corpus, folder) = try DrawnFaces.corpus(cacheBytes: cacheBytes)
        let witness = Witness()
        _ = try await DrawnFaces.loop(configuration, corpus: corpus, observers: [witness]).run()
        withExtendedLifetime(folder) {}
        return try #require(await witness.saves.last).model
    }

    /// The tensors of a checkpoint, without its header, which carries the configuration.
    private func body(_ checkpoint: [UInt8]) -> ArraySlice<UInt8> {
        let length = checkpoint[0..<8].reversed().reduce(0) { $0 << 8 | Int($1) }
        return checkpoint[(8 + length)...]
    }

    @Test("the same seed gives the same run, bit for bit, whatever is cached; another seed another one", arguments: Precision.allCases)
    func determinism(precision: Precision) async throws {
        let first = try await checkpoint(DrawnFaces.configuration(precision: precision))
        #expect(try await checkpoint(DrawnFaces.configuration(precision: precision), cacheBytes: 0) == first)
        let other = try await checkpoint(DrawnFaces.configuration(seed: 2, precision: precision))
        #expect(body(other) != body(first))
    }

    @Test("grids, logs and checkpoints at other intervals, or nobody watching, do not change what is learned")
    func intervals() async throws {
        let plain = try await checkpoint(DrawnFaces.configuration())
        var busy = DrawnFaces.configuration()
        (busy.gridInterval, busy.logInterval, busy.checkpointInterval) = (2, 4, 1)
        let watched = try await checkpoint(busy)
        #expect(watched != plain)
        #expect(body(watched) == body(plain))

        let (corpus, folder) = try DrawnFaces.corpus()
        let unwatched = try await DrawnFaces.loop(DrawnFaces.configuration(), corpus: corpus).run().model
        let z = try await GANImageModel(checkpoint: plain, source: "plain").sample(count: 4, seed: 8, truncation: 1)
        #expect(try await unwatched.sample(count: 4, seed: 8, truncation: 1) == z)
        withExtendedLifetime(folder) {}
    }

    @Test("a checkpoint carries its run's configuration and step, its JSON sorted so that equal runs are equal files")
    func metadata() async throws {
        let configuration = DrawnFaces.configuration(.steps(3))
        let bytes = try await checkpoint(configuration)
        let metadata = try await TensorActor.run { try Safetensors(bytes: bytes, source: "run").metadata }
        #expect(metadata["semblance.step"] == "3")
        let text = try #require(metadata["semblance.training"])
        #expect(try JSONDecoder().decode(TrainingConfiguration.self, from: Data(text.utf8)) == configuration)
        let sorted = JSONEncoder()
        sorted.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        #expect(text == String(decoding: try sorted.encode(configuration), as: UTF8.self))
    }

    @Test("an observer hears of step 1, every interval, and of the end, with losses that are numbers")
    func observation() async throws {
        let (corpus, folder) = try DrawnFaces.corpus()
        var configuration = DrawnFaces.configuration(.steps(7))
        (configuration.gridInterval, configuration.logInterval, configuration.checkpointInterval) = (3, 2, 7)
        let witness = Witness()
        let (end, _) = try await DrawnFaces.loop(configuration, corpus: corpus, observers: [witness]).run()
        #expect(await witness.progress.map(\.step) == [1, 2, 4, 6, 7])
        #expect(await witness.grids.map(\.step) == [3, 6, 7])
        #expect(await witness.saves.map(\.step) == [7])
        for progress in await witness.progress + [end] {
            #expect(Set(progress.losses.keys) == ["encoder", "generator", "gap", "correlation"])
            #expect(progress.losses.values.allSatisfy { $0.isFinite })
            #expect(progress.imagesPerSecond > 0 && progress.totalSteps == 7)
            #expect(progress.loaderWait > 0 && progress.loaderWait < 1 && progress.learningRateFactor == 1)
        }
        #expect(end.step == 7 && end.fraction == 1 && end.secondsLeft == 0)
        let losses = await witness.progress.map(\.losses)
        #expect(losses.last == end.losses && losses[3] != end.losses, "the last losses are those of the last step")
        let grids = try #require(await witness.grids.last)
        #expect(grids.samples.count == 64 && grids.reconstructions.count == 32)
        withExtendedLifetime(folder) {}
    }

    @Test("minutes end by the clock")
    func minutes() async throws {
        let (corpus, folder) = try DrawnFaces.corpus()
        let clock = ContinuousClock()
        let start = clock.now
        let (end, _) = try await DrawnFaces.loop(DrawnFaces.configuration(.minutes(0.02)), corpus: corpus).run()
        #expect(start.duration(to: clock.now) >= .seconds(1.2))
        #expect(end.step >= 1 && end.seconds >= 1.2 && end.fraction == 1 && end.totalSteps == nil)
        withExtendedLifetime(folder) {}
    }

    @Test("a run that is cancelled ends soon and saves where it stands, as a run of so many steps would have")
    func cancellation() async throws {
        let (corpus, folder) = try DrawnFaces.corpus()
        let (cancelling, hand) = AsyncStream<Void>.makeStream()
        let witness = Witness { progress in if progress.step == 3 { hand.yield() } }
        let task = Task {
            try await DrawnFaces.loop(DrawnFaces.configuration(.steps(1_000_000)), corpus: corpus, observers: [witness]).run()
        }
        for await _ in cancelling { break }
        task.cancel()
        let (end, _) = try await task.value
        #expect(end.step >= 3 && end.step < 1_000_000)
        let saved = try #require(await witness.saves.last)
        #expect(saved.step == end.step)
        #expect(try await body(saved.model) == body(checkpoint(DrawnFaces.configuration(.steps(end.step)))))
        withExtendedLifetime(folder) {}
    }

    @Test("a run that diverges says so, and leaves no checkpoint of it", arguments: [1, 1_000])
    func divergence(logInterval: Int) async throws {
        let (corpus, folder) = try DrawnFaces.corpus()
        var configuration = DrawnFaces.configuration(.steps(12), learningRate: 1e30)
        configuration.logInterval = logInterval
        configuration.checkpointInterval = 4
        let witness = Witness()
        let error = await failure { [configuration] in
            _ = try await DrawnFaces.loop(configuration, corpus: corpus, observers: [witness]).run()
        }
        #expect(error?.code == .engine)
        #expect(error?.message.contains("diverged") == true && error?.advice?.contains("--learning-rate") == true)
        #expect(await witness.saves.isEmpty)
        withExtendedLifetime(folder) {}
    }

    @Test("what an observer throws ends the run")
    func observerErrors() async throws {
        let (corpus, folder) = try DrawnFaces.corpus()
        let witness = Witness { if $0.step == 2 { throw SemblanceError(.diskFull, "full") } }
        let error = await failure {
            _ = try await DrawnFaces.loop(DrawnFaces.configuration(), corpus: corpus, observers: [witness]).run()
        }
        #expect(error?.code == .diskFull)
        #expect(await witness.progress.map(\.step) == [1, 2])
        withExtendedLifetime(folder) {}
    }
}
