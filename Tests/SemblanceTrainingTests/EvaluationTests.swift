import SemblanceCore
import SemblanceModels
import SemblanceTensor
import SemblanceTestSupport
import Testing

@testable import SemblanceTraining

@Suite("What a run measures of its model") struct EvaluationTests {
    @Test("the likeness of vectors is the mean correlation of their pairs")
    func likeness() {
        var random = SplitMix64(seed: 4)
        let shared = random.normal(count: 24)
        let vectors = (0..<40).map { _ in zip(shared, random.normal(count: 24)).map { 3 + $0 + 1.5 * $1 } }
        var sum: Float = 0
        for i in 0..<40 { for j in 0..<40 where i != j { sum += pearsonCorrelation(vectors[i], vectors[j]) } }
        let expected = sum / Float(40 * 39)
        #expect(expected > 0.2 && abs(RunEvaluation.likeness(of: vectors) - expected) < 1e-4)
        #expect(abs(RunEvaluation.likeness(of: [shared, shared, shared]) - 1) < 1e-5)
        #expect(RunEvaluation.likeness(of: [shared]) == 0 && RunEvaluation.likeness(of: []) == 0)
    }

    @Test("a faithful model has correlation and no collapse; one that draws a single image is found out, with an encoder or without")
    func figures() async throws {
        let photos = [RGBImage(width: 4, height: 4, red: 255), RGBImage(width: 4, height: 4, red: 0, green: 0, blue: 0)]
        let evaluation = RunEvaluation(photos: photos, latentDimension: 48, seed: 5)
        let faithful = PixelModel(image: nil)
        let sound = try await evaluation.figures(encoder: faithful, generator: faithful)
        #expect(sound[.correlation] ?? 0 > 0.95 && abs(sound[.collapse] ?? 1) < 0.05)
        // A flat image has no direction: it comes back as grey, half of the range away.
        #expect(abs((sound[.reconstructionL1] ?? 0) - 0.5) < 0.01)
        #expect(try await evaluation.figures(encoder: faithful, generator: faithful) == sound)

        var noise = SplitMix64(seed: 6)
        let image = RGBImage(width: 4, height: 4, pixels: (0..<48).map { _ in UInt8.random(in: 0...255, using: &noise) })
        let collapsed = PixelModel(image: image)
        let found = try await evaluation.figures(encoder: collapsed, generator: collapsed)
        #expect(found[.collapse] ?? 0 > 0.99 && abs(found[.correlation] ?? 1) < 0.1)
        let blind = try await evaluation.figures(encoder: nil, generator: collapsed)
        #expect(blind == [.collapse: found[.collapse] ?? 0])
        for hasEncoder in [true, false] {
            #expect(RunEvaluation.isCollapsed(found[.collapse] ?? 0, step: 1000, hasEncoder: hasEncoder))
            #expect(!RunEvaluation.isCollapsed(found[.collapse] ?? 0, step: 999, hasEncoder: hasEncoder))
            #expect(!RunEvaluation.isCollapsed(sound[.collapse] ?? 1, step: 5000, hasEncoder: hasEncoder))
        }
        #expect(abs(try await evaluation.figures(encoder: nil, generator: faithful)[.collapse] ?? 1) < 0.05)
        let unheld = RunEvaluation(photos: [], latentDimension: 48, seed: 5)
        #expect(Set(try await unheld.figures(encoder: faithful, generator: faithful).keys) == [.correlation, .collapse])
    }

    @Test("a run evaluates on its schedule and at its end, and keeps the best model with the state that made it")
    func schedule() async throws {
        let folder = try DrawnFaces.folder()
        let corpus = try DrawnFaces.corpus(in: folder, heldOut: .count(8))
        var configuration = DrawnFaces.configuration(.steps(9), emaDecay: 0)
        (configuration.evaluationInterval, configuration.bestBy) = (2, .collapse)
        let witness = Witness()
        let loop = try await DrawnFaces.loop(configuration, corpus: corpus, observers: [witness])
        _ = try await loop.run()
        let evaluations = await witness.evaluations
        #expect(evaluations.map(\.step) == [2, 4, 6, 8, 9])
        #expect(evaluations.allSatisfy { Set($0.figures.keys) == Set(EvaluationFigure.allCases) })

        var lowest = Float.infinity
        for evaluation in evaluations {
            let value = try #require(evaluation.figures[.collapse])
            #expect(evaluation.isBest == (value < lowest))
            #expect(!evaluation.isCollapsed, "the first steps raise no alarm")
            lowest = min(lowest, value)
        }
        let best = try #require(await witness.best.last)
        #expect(await witness.best.map(\.step) == evaluations.filter(\.isBest).map(\.step))
        let record = await loop.record
        #expect(record.best?.step == best.step && record.best?.value == lowest && record.best?.figures["collapse"] == lowest)
        #expect(Set(await witness.saves.map(\.step)) == Set(await witness.best.map(\.step) + [9]))
        // The bytes are those of a run of so many steps.
        let short = Witness()
        configuration.length = .steps(best.step)
        _ = try await DrawnFaces.loop(configuration, corpus: corpus, observers: [short]).run()
        let (model, expected) = (
            try await GANImageModel(checkpoint: best.bytes, source: "best"),
            try await GANImageModel(checkpoint: #require(await short.saves.last).model, source: "short")
        )
        #expect(try await model.sample(count: 4, seed: 1, truncation: 1) == expected.sample(count: 4, seed: 1, truncation: 1))
        withExtendedLifetime(folder) {}
    }

    @Test("the end of a run is measured once: where its last session was interrupted there, when it is resumed, and not again")
    func end() async throws {
        let (corpus, folder) = try DrawnFaces.corpus()
        var configuration = DrawnFaces.configuration(.steps(4))
        let unmeasured = Witness()
        _ = try await DrawnFaces.loop(configuration, corpus: corpus, observers: [unmeasured]).run()
        #expect(await unmeasured.evaluations.isEmpty)
        configuration.evaluationInterval = 2
        let measured = Witness()
        _ = try await DrawnFaces.loop(
            configuration, corpus: corpus, observers: [measured], resuming: TrainingCheckpoint.of(#require(await unmeasured.saves.last))
        ).run()
        #expect(await measured.evaluations.map(\.step) == [4])
        let again = Witness()
        let loop = try await DrawnFaces.loop(
            configuration, corpus: corpus, observers: [again], resuming: TrainingCheckpoint.of(#require(await measured.saves.last)))
        _ = try await loop.run()
        #expect(await again.evaluations.isEmpty)
        #expect(await again.saves.last?.step == 4)
        #expect(await loop.record.figures.keys.sorted() == ["collapse", "correlation"])
        withExtendedLifetime(folder) {}
    }

    @Test("evaluating, or holding nothing out to do it with, does not change what is learned; choosing by what is not measured is refused")
    func independence() async throws {
        let (corpus, folder) = try DrawnFaces.corpus()
        var configuration = DrawnFaces.configuration(.steps(5))
        let plain = Witness()
        _ = try await DrawnFaces.loop(configuration, corpus: corpus, observers: [plain]).run()
        configuration.evaluationInterval = 1
        let watched = Witness()
        _ = try await DrawnFaces.loop(configuration, corpus: corpus, observers: [watched]).run()
        #expect(await plain.progress.map(\.losses) == watched.progress.map(\.losses))
        #expect(await watched.evaluations.first.map { Set($0.figures.keys) } == [.correlation, .collapse])
        configuration.bestBy = .reconstructionL1
        let error = await failure { [configuration] in
            _ = try await DrawnFaces.loop(configuration, corpus: corpus, observers: [Witness()]).run()
        }
        #expect(error?.code == .invalidArgument && error?.advice?.contains("--held-out") == true)
        withExtendedLifetime(folder) {}
    }
}

/// A model whose latent is the image itself, 48 values of 4 × 4 pixels; or that draws one image whatever it is asked for.
private struct PixelModel: ImageEncoder, ImageGenerator {
    let truncation: Float = 0.9
    let interpolation = LatentInterpolation.normalized
    let image: RGBImage?
    let preprocessing = Preprocessing(resolution: 4)
    let latentDimension = 48
    let normalization = LatentNormalization.standardized
    let resolution = 4

    func encode(_ images: [RGBImage]) async throws -> [Latent] {
        images.map { Latent(encoding: $0.pixels.map(Float.init), normalization: normalization, realism: nil) }
    }

    func generate(_ latents: [[Float]], truncation: Float) async throws -> [RGBImage] {
        latents.map { latent in
            image ?? RGBImage(width: 4, height: 4, pixels: latent.map { UInt8(min(max(127.5 + 40 * truncation * $0, 0), 255)) })
        }
    }

    func sample(count: Int, seed: UInt64, truncation: Float) async throws -> [RGBImage] {
        var random = SplitMix64(seed: seed)
        return try await generate((0..<count).map { _ in random.normal(count: 48) }, truncation: truncation)
    }
}
