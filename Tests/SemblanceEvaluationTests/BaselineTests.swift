import Foundation
import SemblanceCore
import SemblanceEvaluation
import SemblanceImaging
import SemblanceTestSupport
import Synchronization
import Testing

@Suite("Baselines in the same run") struct BaselineTests {
    private func report(
        _ folder: TemporaryFolder, _ labels: LabelTable?, _ baselines: BaselineOptions,
        options: QualityOptions = QualityOptions(samples: 50)
    ) async throws -> QualityReport {
        try await QualityEvaluation(
            encoder: FakeModel(), generator: FakeModel(), options: options, baselines: baselines, features: FakeFeatures()
        ).run(corpus: folder.bytePath, labels: labels)
    }

    @Test("Every figure that applies to an encoder is there for each, and those of a generator for the untrained model alone")
    func figures() async throws {
        let (folder, labels) = try await BandCorpus.make()
        let report = try await report(folder, labels, BaselineOptions { _ in FakeModel(isCollapsed: true) })
        let baselines = try #require(report.baselines)
        for reports in [baselines.pca, baselines.pcaWhitened, try #require(baselines.untrained)] {
            #expect(reports.figures.selfRetrieval?.queries == 40 && reports.figures.identity?.queries == 40)
            #expect(reports.figures.labels?.keys.sorted() == ["age", "identity", "tall"] && reports.figures.labelLift != nil)
            #expect(reports.figures.collapse.corpus != nil && reports.figures.reconstruction?.images == 40)
            #expect(reports.fittedOn == "corpus" && reports.fittedImages == 40)
        }
        // The photos are bands that eight numbers describe, so eight components hold all there is to them.
        #expect(baselines.pca.components == 8)
        #expect(try #require(baselines.pca.explainedVariance) > 0.999)
        #expect(try #require(baselines.pca.figures.reconstruction).l1 < 0.01)
        #expect(baselines.pca.figures.labelLift == 1 && baselines.pca.figures.identity?.map == 1)
        #expect(baselines.pca.figures.correlation == nil && baselines.pca.figures.collapse.samples == nil)
        #expect(baselines.pcaWhitened.figures.reconstruction?.l1 == baselines.pca.figures.reconstruction?.l1)
        let deviations = try #require(baselines.pcaWhitened.figures.collapse.dimensions?.deviations)
        #expect(deviations.allSatisfy { abs($0 - 1) < 1e-3 })

        let untrained = try #require(baselines.untrained)
        #expect(untrained.components == nil && untrained.figures.correlation != nil)
        #expect(abs(try #require(untrained.figures.collapse.samples) - 1) < 1e-6)
        #expect(abs(try #require(report.collapse.samples)) < 0.1)
    }

    @Test("They are fitted on the photos outside the held-out slice, or on a folder that was named")
    func fitting() async throws {
        let (folder, labels) = try await BandCorpus.make()
        let seen = Mutex<[Int]>([])
        let baselines = BaselineOptions(images: 10) { photos in
            seen.withLock { $0.append(photos.count) }
            return FakeModel()
        }
        let slice = QualityOptions(heldOut: try HeldOutSlice(fraction: 0.4), samples: 10)
        let others = try #require(try await report(folder, labels, baselines, options: slice).baselines)
        #expect(others.pca.fittedOn == "training" && others.pca.fittedImages == 10)

        let (training, _) = try await BandCorpus.make()
        try FileManager.default.removeItem(atPath: training.file("images/0-0.png"))
        var named = baselines
        (named.images, named.training) = (100, training.bytePath)
        let elsewhere = try #require(try await report(folder, labels, named).baselines)
        #expect(elsewhere.pca.fittedOn == "training" && elsewhere.pca.fittedImages == 39)
        #expect(seen.withLock { $0 } == [10, 39])

        // Nothing is outside a slice of everything.
        let whole = QualityOptions(heldOut: try HeldOutSlice(fraction: 1), samples: 10)
        #expect(try await report(folder, labels, baselines, options: whole).baselines?.pca.fittedOn == "corpus")
    }

    /// Principal components may give these photos back exactly, so that PSNR is infinite.
    private var encoder: JSONEncoder {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.outputFormatting = .sortedKeys
        encoder.nonConformingFloatEncodingStrategy = .convertToString(positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
        return encoder
    }

    @Test("The same options give the same report on any number of threads")
    func deterministic() async throws {
        let (folder, labels) = try await BandCorpus.make()
        let baselines = BaselineOptions { _ in FakeModel() }
        let first = try await report(folder, labels, baselines, options: QualityOptions(samples: 50, threads: 1))
        #expect(try await report(folder, labels, baselines, options: QualityOptions(samples: 50, threads: 3)) == first)
        #expect(first.fid?.dimension == 3 && first.fid?.images == 40 && first.fid?.file == "fake.pt")
        #expect(try encoder.encode(first) == encoder.encode(try await report(folder, labels, baselines)))
    }

    @Test("JSON has the three by name, each with the figures' names, and nulls for what does not apply")
    func json() async throws {
        let (folder, labels) = try await BandCorpus.make()
        let report = try await report(folder, labels, BaselineOptions())
        let members = try #require(try JSONSerialization.jsonObject(with: encoder.encode(report)) as? [String: Any])
        let baselines = try #require(members["baselines"] as? [String: Any])
        #expect(Set(baselines.keys) == ["pca", "pca_whitened", "untrained"] && baselines["untrained"] is NSNull)
        let whitened = try #require(baselines["pca_whitened"] as? [String: Any])
        #expect(
            Set(whitened.keys) == [
                "correlation", "reconstruction", "self_retrieval", "labels", "label_lift", "identity", "identity_by_label", "collapse",
                "fitted_on",
                "fitted_images", "components", "explained_variance",
            ])
        #expect(whitened["correlation"] is NSNull && whitened["label_lift"] is Double)
    }

    @Test("What cannot be fitted is refused in one line")
    func refused() async throws {
        let (folder, labels) = try await BandCorpus.make()
        let empty = try TemporaryFolder()
        let error = await #expect(throws: SemblanceError.self) {
            try await report(folder, labels, BaselineOptions(training: empty.bytePath))
        }
        #expect(error?.code == .notFound && error?.message.contains(empty.path) == true)
        #expect(throws: SemblanceError.self) {
            try QualityEvaluation(encoder: FakeModel(), generator: nil, baselines: BaselineOptions(images: 1))
        }
    }
}
