import Foundation
import SemblanceCore
import SemblanceEvaluation
import SemblanceImaging
import SemblanceStorage
import SemblanceTestSupport
import Synchronization
import Testing

@testable import SemblanceService

@Suite("Comparing two model versions")
struct ModelComparisonTests {
    /// Keeps but four values of a projection's sixteen, so that other photos are alike.
    private static let coarse = AlteredModel { $0.enumerated().map { $0.offset < 4 ? sin($0.element) : 0 } }

    @Test("Two versions of one model find the same, reconstruct as well, and are said to be the same")
    func same() async throws {
        try await ComparisonTrial.with(ComparisonTrial.sound) { trial in
            let folder = try TestCorpus.faces(24)
            try await trial.index(folder)
            let stages = Mutex<[ComparisonProgress]>([])
            let report = try await trial.comparison { progress in stages.withLock { $0.append(progress) } }.run()
            #expect(report.images == ImageCounts(common: 24, alone: VersionPair(0, 0)))
            let neighbours = try #require(report.neighbours)
            #expect(neighbours.queries == 24 && neighbours.neighbours == 10 && neighbours.metric == .cosine)
            #expect(neighbours.overlap.mean == 10 && neighbours.correlation == 1 && neighbours.medianRank == 5.5)
            #expect(report.changed.count == 10 && report.changed.map(\.id) == report.changed.map(\.id).sorted())
            #expect(report.changed.allSatisfy { $0.source?.hasSuffix(".jpg") == true })
            let latents = try #require(report.latents)
            #expect(latents.first == latents.second && latents.first.images == 24 && latents.first.meanCosine != nil)
            let samples = try #require(report.samples)
            #expect(samples.first == samples.second && samples.first.count == 8 && samples.first.correlation != nil)
            let reconstruction = try #require(report.reconstruction)
            #expect(reconstruction.unreadable == 0 && reconstruction.quality.first?.images == 16)
            #expect(reconstruction.quality.first == reconstruction.quality.second)
            #expect(report.verdict.kind == .same)
            #expect(report.verdict.text.hasPrefix("faces@2 keeps 10.0 of 10 neighbours, reconstructs as well (L1 0."))
            for stage in ComparisonProgress.Stage.allCases {
                let last = stages.withLock { $0.last { $0.stage == stage } }
                #expect(last.map { $0.done == $0.total && $0.total > 0 } == true, "\(stage)")
            }
        }
    }

    @Test("Another model's neighbours are others; what changed most is listed and drawn, the same each time")
    func drifted() async throws {
        try await ComparisonTrial.with(Self.coarse) { trial in
            try await trial.index(try TestCorpus.faces(24))
            let options = ComparisonOptions(queries: 20, changed: 3, photos: 0, samples: 0)
            let report = try await trial.comparison(options).run()
            let neighbours = try #require(report.neighbours)
            #expect(neighbours.queries == 20 && neighbours.overlap.mean < 9.9 && neighbours.overlap.histogram.reduce(0, +) == 20)
            #expect(report.verdict.kind == .drifted && report.samples == nil && report.reconstruction == nil)
            #expect(report.verdict.text.hasPrefix("faces@2 keeps ") && !report.verdict.text.contains("reconstructs"))
            #expect(try #require(report.latents?.second.dimensions).dead == 0)

            let whole = try await trial.comparison(ComparisonOptions(queries: 20, changed: 20, photos: 0, samples: 0)).run()
            #expect(Array(whole.changed.prefix(3)) == report.changed && whole.changed.count == 20)
            #expect(zip(whole.changed, whole.changed.dropFirst()).allSatisfy { $0.isChangedMore(than: $1) })
            let other = try await trial.comparison(ComparisonOptions(queries: 20, changed: 20, photos: 0, samples: 0, seed: 2)).run()
            #expect(Set(other.changed.map(\.id)) != Set(whole.changed.map(\.id)))

            let sheet = try await ComparisonSheet(
                database: trial.first.database, first: ModelReference(trial.first.record), second: ModelReference(trial.second.record)
            ).render(report.changed)
            let expected = ContactSheet(headings: ["query"], separatorAfter: 1)
            #expect(sheet.width > 11 * expected.cellSide && sheet.width < 13 * expected.cellSide)
            #expect(sheet.height > 6 * expected.cellSide && sheet.height < 8 * expected.cellSide)
        }
    }

    @Test("A version whose latents are nearly all alike is said to have collapsed")
    func collapsed() async throws {
        let constant = AlteredModel { $0.enumerated().map { Float($0.offset) * 100 + sin($0.element) } }
        try await ComparisonTrial.with(constant) { trial in
            try await trial.index(try TestCorpus.faces(20))
            let report = try await trial.comparison().run()
            #expect(try #require(report.latents?.second.meanCosine) > 0.9)
            #expect(report.verdict.kind == .collapsed && report.verdict.text.hasPrefix("faces@2 has collapsed (mean cosine "))
        }
    }

    @Test("Only images that both hold count: those of one alone and deleted ones do not")
    func common() async throws {
        try await ComparisonTrial.with(ComparisonTrial.sound) { trial in
            let folder = try TestCorpus.faces(18)
            try await trial.index(try TestCorpus.faces(24), folder)
            let database = trial.first.database
            let ids = try await database.images.list(in: trial.first.collection.id, limit: 100).map(\.id)
            let sources = try await database.images.sources(of: ids)
            let shared = try await database.latents.load(model: trial.second.record.id).ids
            let alone = try #require(ids.first { !shared.contains($0) })
            try await database.images.delete(ids: [shared[0], shared[5], alone], in: trial.first.collection.id)
            let report = try await trial.comparison().run()
            #expect(sources.count == 24 && report.images == ImageCounts(common: 16, alone: VersionPair(5, 0)))
            #expect(report.neighbours?.queries == 16 && report.verdict.kind == .same)
            #expect(!report.changed.flatMap { $0.neighbours.first }.contains(shared[0]))
        }
    }

    @Test("Photos that are gone or hold other bytes are counted, and a better generator is called better")
    func photos() async throws {
        let grey = AlteredModel(drawing: { RGBImage(width: $0.width, height: $0.height, pixels: $0.pixels.map { _ in 128 }) }) {
            $0.map { sin($0) }
        }
        try await ComparisonTrial.with(grey) { trial in
            let folder = try TestCorpus.faces(24)
            try await trial.index(folder)
            try FileManager.default.removeItem(atPath: folder.file("face-03.jpg"))
            try folder.write(try TestCorpus.face(4), to: "face-05.jpg")
            let report = try await trial.comparison(ComparisonOptions(photos: 100, samples: 0)).run()
            let reconstruction = try #require(report.reconstruction)
            let (first, second) = (try #require(reconstruction.quality.first), try #require(reconstruction.quality.second))
            #expect(reconstruction.unreadable == 2 && first.images == 22 && second.images == 22)
            #expect(second.l1 < first.l1 && report.verdict.text.contains("reconstructs better (L1 "))
        }
    }

    @Test("Without enough images in common the verdict says why, and what to do", arguments: [0, 1, 7])
    func tooFew(count: Int) async throws {
        try await ComparisonTrial.with(Self.coarse) { trial in
            if count > 0 { try await trial.index(try TestCorpus.faces(20), try TestCorpus.faces(count)) }
            let report = try await trial.comparison(ComparisonOptions(photos: 0, samples: 0)).run()
            #expect(report.verdict.kind == .incomparable && report.images.common == count)
            #expect(report.neighbours?.neighbours == (count == 7 ? 6 : nil) && report.neighbours?.overlap.mean == (count == 7 ? 6 : nil))
            let expected = [0: "encoded nothing", 1: "1 image in common", 7: "7 images in common"]
            #expect(report.verdict.text.contains(try #require(expected[count])), "\(report.verdict.text)")
            #expect(report.verdict.text.contains("semblance index --corpus DIR --model faces@2"))
        }
    }

    @Test("Versions of two collections and numbers that make no sense are refused")
    func refused() async throws {
        try await ComparisonTrial.with(Self.coarse) { trial in
            let other = try await trial.first.other("pets")
            let between = await failure {
                _ = try ModelComparison(
                    database: other.database, first: trial.first.record, second: other.record, loader: { _, _ in ProjectingModel() })
            }
            #expect(between?.code == .incompatible && between?.message.contains("two collections") == true)
            for options in [ComparisonOptions(queries: 0), ComparisonOptions(changed: -1), ComparisonOptions(photos: -1)] {
                #expect(await failure { _ = try trial.comparison(options) }?.code == .invalidArgument)
            }
        }
    }
}
