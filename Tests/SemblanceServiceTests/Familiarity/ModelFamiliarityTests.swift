import Foundation
import SemblanceCore
import SemblanceImaging
import SemblanceModels
import SemblanceTestSupport
import Testing

/// A model of one's own, measured: `make familiarity MODEL=… CORPUS=… HELD_OUT=…`.
@Suite("Familiarity by a given model") struct ModelFamiliarityTests {
    private static let settings = ["MODEL", "CORPUS", "HELD_OUT"].compactMap {
        ProcessInfo.processInfo.environment["SEMBLANCE_FAMILIARITY_\($0)"]
    }

    @Test("tells photos that it has not learned from blank pages, noise and print", .enabled(if: settings.count == 3))
    func figures() async throws {
        let bytes = try FileReader.read(BytePath(Self.settings[0]), maximumBytes: 1 << 30)
        let model = try await GANImageModel(checkpoint: bytes, source: Self.settings[0])
        let trial = try await FamiliarityTrial(model: model, corpus: photos(in: Self.settings[1], 2000, model.preprocessing))
        func measure(_ name: String, _ pictures: [RGBImage]) async throws -> Double {
            let scores = try await trial.scores(of: pictures)
            let share = Double(scores.count { $0 < 0.02 }) / Double(max(scores.count, 1))
            print("familiarity of \(name): \(share) of \(scores.count) below 0.02, the greatest \(scores.max() ?? 0)")
            return share
        }
        #expect(try await measure("held-out photos", photos(in: Self.settings[2], 1000, model.preprocessing)) <= 0.05)
        #expect(try await measure("blank pages", StrangePictures.blanks) == 1)
        #expect(try await measure("noise", StrangePictures.noises) == 1)
        #expect(try await measure("print", StrangePictures.pages) >= 0.95)
    }

    /// Up to `count` photos of a folder, prepared; those that cannot be decoded are passed over.
    private func photos(in folder: String, _ count: Int, _ preprocessing: Preprocessing) throws -> [RGBImage] {
        let preprocessor = try Preprocessor(preprocessing)
        let files = try CorpusFolder(BytePath(folder)).scan().files
            .sorted { $0.path.shuffledPosition(seed: 0) < $1.path.shuffledPosition(seed: 0) }
        return Array(files.lazy.compactMap { try? preprocessor.prepare(file: BytePath(folder).appending($0.path)) }.prefix(count))
    }
}
