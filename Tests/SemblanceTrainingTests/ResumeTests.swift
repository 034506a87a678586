import Foundation
import SemblanceCore
import SemblanceModels
import SemblanceTensor
import SemblanceTestSupport
import Testing

@testable import SemblanceTraining

@Suite("A run in several sessions") struct ResumeTests {
    /// The tensors of a safetensors file, without its header, which carries seconds.
    private func body(_ bytes: [UInt8]) -> ArraySlice<UInt8> {
        let length = bytes[0..<8].reversed().reduce(0) { $0 << 8 | Int($1) }
        return bytes[(8 + length)...]
    }

    /// Trains until the configured end, or until `stop` has been reported; returns what was saved last.
    private func session(
        _ configuration: TrainingConfiguration, _ corpus: TrainingCorpus, resuming save: TrainingSave? = nil, stop: Int? = nil
    ) async throws -> TrainingSave {
        var checkpoint: TrainingCheckpoint?
        if let save { checkpoint = try await TrainingCheckpoint.of(save) }
        let (cancelling, hand) = AsyncStream<Void>.makeStream()
        let witness = Witness { if $0.step == stop { hand.yield() } }
        let task = Task { [checkpoint] in
            try await DrawnFaces.loop(configuration, corpus: corpus, observers: [witness], resuming: checkpoint).run()
        }
        if stop != nil {
            for await _ in cancelling { break }
            task.cancel()
        }
        let (end, _) = try await task.value
        let saved = try #require(await witness.saves.last)
        #expect(saved.step == end.step)
        return saved
    }

    /// Expects equal models, and equal tensors, random states and optimizers; and records that differ in nothing but the clock.
    private func expectEqual(_ a: TrainingSave, _ b: TrainingSave, location: SourceLocation = #_sourceLocation) async throws {
        #expect(a.step == b.step && a.model == b.model, sourceLocation: location)
        #expect(body(a.checkpoint) == body(b.checkpoint), sourceLocation: location)
        var records = [try await TrainingCheckpoint.of(a).record, try await TrainingCheckpoint.of(b).record]
        for index in records.indices { records[index].seconds = 0 }
        #expect(records[0] == records[1], sourceLocation: location)
    }

    @Test(
        "N steps straight, and N/2, resume and N/2, give the same bits: across an epoch, with and without moving average",
        arguments: Precision.allCases, [0, 0.9])
    func halves(precision: Precision, emaDecay: Double) async throws {
        let (corpus, folder) = try DrawnFaces.corpus()
        let whole = DrawnFaces.configuration(.steps(10), precision: precision, emaDecay: emaDecay)
        var half = whole
        half.length = .steps(5)
        // Pictures and logs at other intervals do not matter.
        (half.gridInterval, half.logInterval) = (2, 3)
        let straight = try await session(whole, corpus)
        let first = try await session(half, corpus)
        let second = try await session(whole, corpus, resuming: first)
        try await expectEqual(second, straight)
        #expect(body(first.checkpoint) != body(straight.checkpoint))
        withExtendedLifetime(folder) {}
    }

    @Test(
        "so does a run of every objective, with whatever it remembers and draws: augmentation, noise, the previous generator",
        arguments: ObjectiveKind.allCases)
    func objectives(kind: ObjectiveKind) async throws {
        let (corpus, folder) = try DrawnFaces.corpus()
        var whole = DrawnFaces.configuration(.steps(4))
        whole.model.objective = .published(kind, resolution: DrawnFaces.resolution)
        whole.model.objective.previousGeneratorWeight = 0.5
        if kind == .oGAN {
            (whole.model.objective.consistencyWeight, whole.model.objective.contrastiveWeight) = (0.5, 0.5)
            whole.model.objective.encodedShare = 0.5
        }
        if kind != .vae, kind != .aae {
            whole.model.objective.augmentation = AugmentationConfiguration(operations: [.translation, .color])
        }
        whole.model.network.criticWidth = 16
        var half = whole
        half.length = .steps(2)
        let straight = try await session(whole, corpus)
        let resumed = try await session(whole, corpus, resuming: session(half, corpus))
        try await expectEqual(resumed, straight)
        #expect(try await TrainingCheckpoint.of(straight).record.position == 4 * whole.imagesPerStep)
        withExtendedLifetime(folder) {}
    }

    @Test("so does a run that was interrupted wherever it stood, with Adam, a falling learning rate and evaluations")
    func interruption() async throws {
        let folder = try DrawnFaces.folder()
        let corpus = try DrawnFaces.corpus(in: folder, heldOut: .count(8))
        var configuration = DrawnFaces.configuration(.steps(400))
        configuration.model.objective.optimizer = .adam(learningRate: 2e-4, beta1: 0.5, beta2: 0.999, epsilon: 1e-8)
        configuration.learningRateDecay = LearningRateDecay(.cosine, start: 0.01)
        configuration.logInterval = 1
        var saved = try await session(configuration, corpus, stop: 2)
        #expect((2..<400).contains(saved.step))
        let stop = saved.step + 3
        var watchful = configuration
        (watchful.evaluationInterval, watchful.gridInterval) = (2, 2)
        saved = try await session(watchful, corpus, resuming: saved, stop: stop)
        #expect(saved.step >= stop)
        let reached = saved.step
        saved = try await session(configuration, corpus, resuming: saved)
        let straight = try await session(configuration, corpus)
        #expect(saved.model == straight.model && body(saved.checkpoint) == body(straight.checkpoint), "interrupted at \(reached)")
        withExtendedLifetime(folder) {}
    }

    @Test("minutes that ended where they did go on as steps, and minutes count the clock of all sessions")
    func minutes() async throws {
        let (corpus, folder) = try DrawnFaces.corpus()
        let timed = DrawnFaces.configuration(.minutes(0.005))
        let first = try await session(timed, corpus)
        #expect(try await TrainingCheckpoint.of(first).record.seconds >= 0.3)
        // The clock has run out: nothing is left to do.
        #expect(try await session(timed, corpus, resuming: first).step == first.step)
        let counted = DrawnFaces.configuration(.steps(first.step + 3))
        try await expectEqual(session(counted, corpus, resuming: first), session(counted, corpus))
        withExtendedLifetime(folder) {}
    }

    @Test("another configuration is refused; another length or interval is not, unless the learning rate falls towards the end")
    func configurations() async throws {
        let (corpus, folder) = try DrawnFaces.corpus()
        let configuration = DrawnFaces.configuration(.steps(1))
        let saved = try await session(configuration, corpus)
        func refusal(_ change: (inout TrainingConfiguration) -> Void) async throws -> SemblanceError? {
            var other = configuration
            change(&other)
            let checkpoint = try await TrainingCheckpoint.of(saved)
            return await failure { [other] in
                _ = try await DrawnFaces.loop(other, corpus: corpus, resuming: checkpoint)
            }
        }
        #expect(try await refusal { $0.length = .steps(99) } == nil)
        #expect(try await refusal { ($0.gridInterval, $0.checkpointInterval, $0.onDivergence) = (1, 1, .rollback) } == nil)
        #expect(try await refusal { $0.seed = 2 }?.code == .conflict)
        #expect(try await refusal { $0.batchSize = 4 }?.code == .conflict)
        #expect(try await refusal { $0.model.objective.correlationWeight = 2 }?.code == .conflict)

        var falling = configuration
        falling.learningRateDecay = LearningRateDecay(.linear)
        let fallen = try await session(falling, corpus)
        falling.length = .steps(2)
        let error = await failure { [falling] in _ = try await session(falling, corpus, resuming: fallen) }
        #expect(error?.code == .conflict && error?.message.contains("learning rate") == true)
        withExtendedLifetime(folder) {}
    }

    @Test("a corpus that has changed is refused with what has changed; one that has only moved is not")
    func corpora() async throws {
        let folder = try DrawnFaces.folder()
        let saved = try await session(DrawnFaces.configuration(.steps(1)), DrawnFaces.corpus(in: folder))
        let moved = try DrawnFaces.folder()
        let longer = DrawnFaces.configuration(.steps(2))
        #expect(try await session(longer, DrawnFaces.corpus(in: moved), resuming: saved).step == 2)
        try moved.write(DrawnFaces.anotherFile(), to: "one-more.jpg")
        let grown = await failure { _ = try await session(longer, DrawnFaces.corpus(in: moved), resuming: saved) }
        #expect(grown?.code == .conflict && grown?.message.contains("held 48 images then, and holds 49 now") == true)
        try FileManager.default.removeItem(atPath: moved.file(FileManager.default.contentsOfDirectory(atPath: moved.path).sorted()[0]))
        let exchanged = await failure { _ = try await session(longer, DrawnFaces.corpus(in: moved), resuming: saved) }
        #expect(exchanged?.code == .conflict && exchanged?.message.contains("still holds 48 images") == true)
        withExtendedLifetime((folder, moved)) {}
    }

    @Test("a checkpoint that is cut, of another kind or of another format is refused in one line that names it")
    func foreignFiles() async throws {
        let (corpus, folder) = try DrawnFaces.corpus()
        let saved = try await session(DrawnFaces.configuration(.steps(1)), corpus)
        func refusal(_ bytes: [UInt8]) async -> SemblanceError? {
            await failure { _ = try await TrainingCheckpoint(bytes: bytes, source: "run/checkpoint.safetensors") }
        }
        for length in [0, 5, 4000, saved.checkpoint.count - 1] {
            let error = await refusal(Array(saved.checkpoint.prefix(length)))
            #expect(error?.code == .corrupt && error?.message.contains("run/checkpoint.safetensors") == true, "\(length) bytes")
        }
        let model = await refusal(saved.model)
        #expect(model?.code == .incompatible && model?.message.contains("no training state") == true)
        let newer = try await TensorActor.run {
            var file = try Safetensors(bytes: saved.checkpoint, source: "")
            file.metadata["semblance.run.format"] = "99"
            return try file.serialized()
        }
        #expect(await refusal(newer)?.message.contains("format 99") == true)
        let garbled = try await TensorActor.run {
            var file = try Safetensors(bytes: saved.checkpoint, source: "")
            file.metadata["semblance.run.record"] = "{}"
            return try file.serialized()
        }
        #expect(await refusal(garbled)?.code == .incompatible)
        // Tensors that are missing show when the state is made.
        for name in ["networks.encoder.dense.bias", "average.generator.dense.bias", "random.latents", "optimizer.0.joint.0.square_avg"] {
            let bytes = try await TensorActor.run {
                var file = try Safetensors(bytes: saved.checkpoint, source: "")
                #expect(file.tensors.removeValue(forKey: name) != nil, "\(name)")
                return try file.serialized()
            }
            let checkpoint = try await TrainingCheckpoint(bytes: bytes, source: "run/checkpoint.safetensors")
            let error = await failure {
                _ = try await DrawnFaces.loop(DrawnFaces.configuration(.steps(2)), corpus: corpus, resuming: checkpoint)
            }
            #expect(error?.code == .incompatible && error?.message.contains("run/checkpoint.safetensors") == true, "\(name)")
        }
        withExtendedLifetime(folder) {}
    }
}

extension TrainingCheckpoint {
    /// What a save holds.
    static func of(_ save: TrainingSave) async throws -> TrainingCheckpoint {
        try await TrainingCheckpoint(bytes: save.checkpoint, source: "the last session")
    }
}
