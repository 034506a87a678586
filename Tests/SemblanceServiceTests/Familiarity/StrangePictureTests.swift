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
    private static let (drawn, learned) = (8000, 6000)
    private static let corpus = Result { try DrawnFaceCorpus(count: drawn, picturesPerPerson: 1, size: resolution, seed: 5) }

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

    @TensorActor private static func train(_ configuration: TrainingConfiguration, on corpus: TrainingCorpus) async throws -> GANImageModel {
        Torch.threads = 1
        return try await TrainingLoop(configuration, corpus: corpus).run().model
    }

    @Test("blank pages, noise and print score below 0.02 with the round trip, and at least 95 % of other faces do not")
    func strangePictures() async throws {
        let trial = try await FamiliarityTrial(model: trainedModel(), corpus: Self.faces(0..<Self.learned))
        let strange = [("blank pages", StrangePictures.blanks), ("noise", StrangePictures.noises), ("print", StrangePictures.pages)]
        for (name, pictures) in strange {
            let scores = try await trial.scores(of: pictures)
            #expect(scores.count == pictures.count)
            print(name, scores.max() ?? -1)
            #expect(scores.allSatisfy { $0 < 0.02 }, "\(name): up to \(scores.max() ?? -1)")
        }
        let others = try await trial.scores(of: Self.faces(Self.learned..<Self.drawn))
        print("others", Double(others.count { $0 >= 0.02 }) / Double(others.count))
        let share = Double(others.count { $0 >= 0.02 }) / Double(others.count)
        #expect(others.count == Self.drawn - Self.learned)
        #expect(share >= 0.95, "\(share) of the other faces")
    }
}
