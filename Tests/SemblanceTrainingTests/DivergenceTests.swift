import SemblanceCore
import SemblanceModels
import SemblanceTensor
import SemblanceTestSupport
import Testing

@testable import SemblanceTraining

@Suite("A run whose numbers stop being finite") struct DivergenceTests {
    @Test("one whose learning rate is far too high ends; with rollbacks it starts again with half of it until it works")
    func learningRate() async throws {
        let (corpus, folder) = try DrawnFaces.corpus()
        var configuration = DrawnFaces.configuration(.steps(12), learningRate: 1e6)
        let stopped = await failure { [configuration] in
            _ = try await DrawnFaces.loop(configuration, corpus: corpus, observers: [Witness()]).run()
        }
        #expect(stopped?.code == .engine && stopped?.advice?.contains("--on-nan rollback") == true)

        configuration.onDivergence = .rollback
        let witness = Witness()
        let loop = try await DrawnFaces.loop(configuration, corpus: corpus, observers: [witness], store: witness)
        let (end, _) = try await loop.run()
        #expect(end.step == 12 && end.losses.values.allSatisfy { $0.isFinite })
        let rollbacks = await witness.rollbacks
        #expect((1...5).contains(rollbacks.count))
        #expect(rollbacks.map(\.learningRateFactor) == (1...rollbacks.count).map { 1 / Double(1 << $0) })
        #expect(rollbacks.allSatisfy { $0.step == 0 && $0.reason.contains("diverged at step") })
        #expect(end.learningRateFactor == rollbacks.last?.learningRateFactor)
        let record = try await TrainingCheckpoint.of(#require(await witness.saves.last)).record
        #expect(record.rollbacks == rollbacks.count && record.learningRateFactor == end.learningRateFactor)
        withExtendedLifetime(folder) {}
    }

    private func configuration(_ policy: DivergencePolicy) -> TrainingConfiguration {
        var configuration = DrawnFaces.configuration(.steps(8))
        configuration.onDivergence = policy
        configuration.checkpointInterval = 3
        return configuration
    }

    @Test("the end names the step, the loss, and the last good checkpoint, which is not overwritten")
    func stop() async throws {
        let (corpus, folder) = try DrawnFaces.corpus()
        let witness = Witness()
        let poisoner = await Poisoner(step: 5, times: 1)
        let loop = try await DrawnFaces.loop(configuration(.stop), corpus: corpus, observers: [witness, poisoner], store: witness)
        await poisoner.aim(at: loop)
        let error = await failure { _ = try await loop.run() }
        #expect(error?.code == .engine)
        for words in ["step 6", "the loss '", "nan", "step 3", "the witness"] {
            #expect(error?.message.contains(words) == true, "“\(words)” in: \(error?.message ?? "")")
        }
        #expect(await witness.saves.map(\.step) == [3])
        withExtendedLifetime(folder) {}
    }

    @Test("a rollback goes on from the last checkpoint as a resumed run with half the learning rate would")
    func rollback() async throws {
        let (corpus, folder) = try DrawnFaces.corpus()
        let witness = Witness()
        let poisoner = await Poisoner(step: 5, times: 1)
        let loop = try await DrawnFaces.loop(configuration(.rollback), corpus: corpus, observers: [witness, poisoner], store: witness)
        await poisoner.aim(at: loop)
        let (end, _) = try await loop.run()
        #expect(end.step == 8 && end.learningRateFactor == 0.5)
        #expect(await witness.progress.map(\.step) == [1, 2, 3, 4, 5, 4, 5, 6, 7, 8])
        #expect(await witness.progress.map(\.learningRateFactor) == [1, 1, 1, 1, 1, 0.5, 0.5, 0.5, 0.5, 0.5])
        #expect(await witness.rollbacks.map(\.step) == [3])

        // The same from a checkpoint of step 3 that says so.
        let saves = await witness.saves
        let halved = try await TensorActor.run {
            var file = try Safetensors(bytes: saves[0].checkpoint, source: "")
            var record = try TrainingCheckpoint(bytes: saves[0].checkpoint, source: "").record
            (record.learningRateFactor, record.rollbacks) = (0.5, 1)
            file.metadata = try TrainingCheckpoint.metadata(record)
            return try TrainingCheckpoint(bytes: file.serialized(), source: "halved")
        }
        let other = Witness()
        _ = try await DrawnFaces.loop(configuration(.rollback), corpus: corpus, observers: [other], resuming: halved).run()
        #expect(await other.saves.last?.model == saves.last?.model)
        withExtendedLifetime(folder) {}
    }

    @Test("after five rollbacks a run gives up")
    func persistence() async throws {
        let (corpus, folder) = try DrawnFaces.corpus()
        let witness = Witness()
        let poisoner = await Poisoner(step: 5, times: 100)
        let loop = try await DrawnFaces.loop(configuration(.rollback), corpus: corpus, observers: [witness, poisoner], store: witness)
        await poisoner.aim(at: loop)
        let error = await failure { _ = try await loop.run() }
        #expect(error?.message.contains("after 5 rollbacks") == true && error?.advice?.contains("rollback") == false)
        #expect(await witness.rollbacks.map(\.learningRateFactor) == [0.5, 0.25, 0.125, 0.0625, 0.03125])
        withExtendedLifetime(folder) {}
    }

    @Test("weights that are not finite are never saved, though no loss shows them yet")
    func weights() async throws {
        let (corpus, folder) = try DrawnFaces.corpus()
        let witness = Witness()
        // Between the update and the checkpoint of step 3.
        let poisoner = await Poisoner(step: 3, times: 1)
        let loop = try await DrawnFaces.loop(configuration(.stop), corpus: corpus, observers: [poisoner, witness], store: witness)
        await poisoner.aim(at: loop)
        let error = await failure { _ = try await loop.run() }
        #expect(error?.message.contains("step 3: weights are not finite") == true && error?.message.contains("no checkpoint yet") == true)
        #expect(await witness.saves.isEmpty)
        withExtendedLifetime(folder) {}
    }
}

/// Makes a weight of the encoder NaN when a step is reported.
@TensorActor
private final class Poisoner: TrainingObserver {
    private let step: Int
    private var times: Int
    private weak var loop: TrainingLoop?

    init(step: Int, times: Int) { (self.step, self.times) = (step, times) }

    func aim(at loop: TrainingLoop) { self.loop = loop }

    func trainingProgressed(_ progress: TrainingProgress) async throws {
        guard progress.step == step, times > 0, let weight = loop?.state.networks.state.parameters.first else { return }
        times -= 1
        try weight.assign(.full(.nan, shape: weight.shape))
    }
}
