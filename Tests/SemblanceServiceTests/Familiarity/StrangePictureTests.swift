import Foundation
import SemblanceCore
import SemblanceImaging
import SemblanceModels
import SemblanceTensor
import SemblanceTestSupport
import SemblanceTraining
import Testing

@testable import SemblanceService

/// A small model of drawn faces, and what it makes of other faces and of what is none.
///
/// By the definition 2 % of the faces fall below 0.02 by the critic and 2 % by the round trip, so about 96 % lie above.
@Suite("Familiarity by a trained model") struct StrangePictureTests {
    private static let resolution = 32
    private static let corpus = Result { try DrawnFaceCorpus(count: 3000, picturesPerPerson: 1, size: resolution, seed: 5) }
    private static let learned = 2000

    private static func faces(_ range: Range<Int>) throws -> [RGBImage] {
        let corpus = try corpus.get()
        return range.map { corpus.face($0).image(size: resolution) }
    }

    /// Trains on the first faces.
    private func trainedModel() async throws -> GANImageModel {
        let folder = try TemporaryFolder()
        let corpus = try Self.corpus.get()
        for (index, face) in try Self.faces(0..<Self.learned).enumerated() {
            try folder.write(try ImageEncoding.png(face), to: String(corpus.fileName(index).dropLast(4)) + ".png")
        }
        let training = try TrainingCorpus(
            folder: folder.bytePath, preprocessing: Preprocessing(resolution: Self.resolution), minimumCount: 32, cacheBytes: 1 << 24)
        let objective = ObjectiveConfiguration(optimizer: .rmsprop(learningRate: 5e-4, decay: 0.99, epsilon: 1e-7))
        let environment = ProcessInfo.processInfo.environment
        func setting(_ name: String, _ value: Int) -> Int { environment[name].flatMap(Int.init) ?? value }
        let configuration = TrainingConfiguration(
            model: ModelConfiguration(
                objective: objective,
                network: NetworkConfiguration(
                    resolution: Self.resolution, width: setting("FAM_WIDTH", 32), latentDimension: setting("FAM_DIM", 32))),
            length: .steps(setting("FAM_STEPS", 600)), batchSize: 32, seed: UInt64(setting("FAM_SEED", 1)), emaDecay: 0.98, gridInterval: 0,
            checkpointInterval: 0, evaluationInterval: 0, cacheBytes: 1 << 24, heldOut: .count(0))
        return try await Self.train(configuration, on: training)
    }

    @TensorActor private static func train(_ configuration: TrainingConfiguration, on corpus: TrainingCorpus) async throws -> GANImageModel
    {
        Torch.threads = 1
        return try await TrainingLoop(configuration, corpus: corpus).run().model
    }

    @Test("blank pages, noise and print score below 0.02 with the round trip, and at least 95 % of other faces do not")
    func strangePictures() async throws {
        let clock = ContinuousClock()
        let start = clock.now
        let model = try await trainedModel()
        print("trained", start.duration(to: clock.now))
        let preprocessor = try Preprocessor(model.preprocessing)
        func trips(_ photos: [RGBImage]) async throws -> (latents: [Latent], trips: [RoundTrip]) {
            let prepared = photos.map { preprocessor.prepare($0) }
            let latents = try await model.encode(prepared)
            return (latents, try await RoundTrip.measure(prepared, latents: latents, by: model))
        }
        let known = try await trips(Self.faces(0..<Self.learned))
        let quantiles = FamiliarityQuantiles(
            realism: known.latents.compactMap(\.realism), roundTrips: known.trips, count: known.latents.count)
        let familiarity = Familiarity(quantiles)
        func scores(_ photos: [RGBImage]) async throws -> [Float] {
            let (latents, trips) = try await trips(photos)
            return zip(latents, trips).compactMap { familiarity.of(realism: $0.realism, roundTrip: $1) }
        }
        print(
            "rho", known.trips.map(\.latentCorrelation).sorted()[1000], "edge", known.trips.map(\.edgeCorrelation).sorted()[40],
            known.trips.map(\.edgeCorrelation).sorted()[1000], "agreement q01 q02", known.trips.map(\.agreement).sorted()[20],
            known.trips.map(\.agreement).sorted()[40])
        for (name, pictures) in [
            ("blank pages", StrangePictures.blanks), ("noise", StrangePictures.noises), ("print", StrangePictures.pages),
        ] {
            let found = try await scores(pictures)
            print(
                name, found.count, found.max() ?? -1, try await trips(pictures).trips.map(\.agreement).max() ?? 0,
                try await trips(pictures).trips.map(\.edgeCorrelation).max() ?? 0)
            #expect(found.count == pictures.count)
            #expect(found.allSatisfy { $0 < 0.02 }, "\(name): up to \(found.max() ?? -1)")
        }
        let others = try await scores(Self.faces(Self.learned..<3000))
        print("others", Float(others.count { $0 >= 0.02 }) / Float(others.count), start.duration(to: clock.now))
        #expect(others.count == 1000)
        #expect(others.count { $0 >= 0.02 } >= 950)
    }
}
