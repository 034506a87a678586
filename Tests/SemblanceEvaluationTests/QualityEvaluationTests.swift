import Foundation
import SemblanceCore
import SemblanceEvaluation
import SemblanceImaging
import SemblanceTestSupport
import Synchronization
import Testing

@Suite("The whole evaluation") struct QualityEvaluationTests {
    private func corpus() async throws -> (folder: TemporaryFolder, labels: LabelTable) { try await BandCorpus.make() }

    private func report(
        _ model: FakeModel = FakeModel(), _ options: QualityOptions = QualityOptions(samples: 200, neighbours: 3), folder: TemporaryFolder,
        labels: LabelTable?
    ) async throws -> QualityReport {
        try await QualityEvaluation(encoder: model, generator: model, options: options).run(corpus: folder.bytePath, labels: labels)
    }

    @Test("Of a model that keeps everything, every figure is what it must be")
    func perfect() async throws {
        let (folder, labels) = try await corpus()
        let report = try await report(folder: folder, labels: labels)
        #expect(report.images == 40 && report.failed == 0 && report.samples == 200)
        #expect(try #require(report.correlation) > 0.999)

        // Latents come back standardised, so a reconstruction has another contrast than its photo, but the same bands.
        let reconstruction = try #require(report.reconstruction)
        #expect(reconstruction.images == 40 && reconstruction.msSsimScales == 1)
        #expect(reconstruction.l1 > 0 && reconstruction.l1 < 0.3 && reconstruction.psnr > 10)

        let found = try #require(report.selfRetrieval)
        #expect(found.queries == 40 && found.mirror == 1 && found.jpeg50 >= 0.9 && found.brightness >= 0.5)

        let tall = try #require(report.labels?["tall"] ?? nil)
        #expect(tall.agreement == 1 && tall.base == 0.5 && tall.lift == 1)
        #expect(report.labelLift == 1)
        #expect(report.labels?.keys.sorted() == ["age", "identity", "tall"])
        #expect(report.labels?["age"] == .some(nil) && report.labels?["identity"] == .some(nil))

        let identity = try #require(report.identity)
        #expect(identity.recallAt1 == 1 && identity.map == 1 && identity.queries == 40 && identity.leftOut == 0)
        #expect(report.identityByLabel?["tall"]?.values.map(\.queries) == [20, 20])
        #expect(abs(try #require(report.collapse.samples)) < 0.05)
        #expect(report.collapse.dimensions?.dead == 0)
    }

    @Test("A collapsed encoder shows: cosines of 1, dead dimensions, no correlation")
    func collapsed() async throws {
        let (folder, labels) = try await corpus()
        let report = try await report(FakeModel(isCollapsed: true), folder: folder, labels: labels)
        #expect(abs(try #require(report.collapse.samples) - 1) < 1e-6)
        #expect(abs(try #require(report.collapse.corpus) - 1) < 1e-6)
        #expect(report.collapse.dimensions?.dead == 8)
        #expect(abs(try #require(report.correlation)) < 0.15)
        #expect(try #require(report.identity).map < 0.5)
    }

    @Test("The same options give the same report on any number of threads; another seed draws other samples")
    func deterministic() async throws {
        let (folder, labels) = try await corpus()
        func run(_ seed: UInt64, threads: Int) async throws -> QualityReport {
            let options = QualityOptions(limit: 20, seed: seed, samples: 50, reconstructions: 5, retrievalQueries: 7, threads: threads)
            return try await self.report(FakeModel(), options, folder: folder, labels: labels)
        }
        let first = try await run(1, threads: 1)
        #expect(try await run(1, threads: 3) == first)
        #expect(first.images == 20 && first.samples == 50 && first.reconstruction?.images == 5 && first.selfRetrieval?.queries == 7)
        // Persons are whole.
        #expect(first.identity?.queries == 20)
        #expect(try await run(2, threads: 1).correlation != first.correlation)
    }

    @Test("Damaged photos are counted and left out; files that are no images are not even counted")
    func damaged() async throws {
        let (folder, labels) = try await corpus()
        let photo = try Data(contentsOf: URL(fileURLWithPath: folder.file("images/0-0.png")))
        try folder.write(Array(photo.prefix(60)), to: "images/cut.png")
        try folder.write(Array("text".utf8), to: "labels.csv")
        let report = try await report(folder: folder, labels: labels)
        #expect(report.images == 40 && report.failed == 1)
    }

    @Test("An exact duplicate of the original does not hide it")
    func duplicates() async throws {
        let (folder, _) = try await corpus()
        let copies = try TemporaryFolder()
        for name in ["a", "b", "c"] {
            try copies.write(Array(try Data(contentsOf: URL(fileURLWithPath: folder.file("images/0-0.png")))), to: name + ".png")
        }
        let report = try await report(folder: copies, labels: nil)
        #expect(report.selfRetrieval?.mirror == 1 && report.selfRetrieval?.jpeg50 == 1)
        #expect(report.labels == nil && report.identity == nil && report.labelLift == nil)
    }

    @Test("What does not apply is null in JSON, never missing, and the names are those of the contract")
    func json() async throws {
        let (folder, labels) = try await corpus()
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        func members(_ report: QualityReport) throws -> [String: Any] {
            try #require(try JSONSerialization.jsonObject(with: encoder.encode(report)) as? [String: Any])
        }
        let whole = try members(try await report(folder: folder, labels: labels))
        let names = [
            "correlation", "reconstruction", "self_retrieval", "labels", "label_lift", "identity", "identity_by_label", "collapse",
            "images", "failed",
            "samples", "seed", "neighbours", "swd", "fid", "baselines",
        ]
        #expect(Set(whole.keys) == Set(names))
        func keys(_ name: String) -> Set<String> { Set((whole[name] as? [String: Any] ?? [:]).keys) }
        #expect(keys("reconstruction") == ["l1", "psnr", "ms_ssim", "ms_ssim_scales", "images"])
        #expect(keys("self_retrieval") == ["jpeg50", "crop5", "shift", "brightness", "mirror", "queries"])
        #expect(keys("identity") == ["recall_at_1", "map", "queries", "left_out"])
        #expect(keys("identity_by_label") == ["tall"])
        #expect(keys("collapse") == ["samples", "corpus", "dimensions"])
        let dimensions = try #require((whole["collapse"] as? [String: Any])?["dimensions"] as? [String: Any])
        #expect((dimensions["means"] as? [Double])?.count == 8 && (dimensions["deviations"] as? [Double])?.count == 8)
        #expect(
            keys("swd") == [
                "samples", "reconstructions", "levels", "images", "patches", "patches_per_image", "directions", "seed", "protocol",
            ])
        let byColumn = try #require(whole["labels"] as? [String: Any])
        #expect(byColumn["age"] is NSNull)
        #expect(Set((byColumn["tall"] as? [String: Any] ?? [:]).keys) == ["agreement", "base", "lift"])

        let blind = try QualityEvaluation(encoder: nil, generator: FakeModel())
        let nothing = try members(try await blind.run(corpus: folder.bytePath, labels: labels))
        #expect(Set(nothing.keys) == Set(names))
        for name in ["correlation", "reconstruction", "self_retrieval", "labels", "label_lift", "identity", "fid", "baselines"] {
            #expect(nothing[name] is NSNull, "\(name)")
        }
        // A generator alone can still be held against photos.
        let swd = try #require(nothing["swd"] as? [String: Any])
        #expect(swd["samples"] is Double && swd["reconstructions"] is NSNull)
    }

    @Test("Without a corpus, what samples tell is told")
    func withoutCorpus() async throws {
        let report = try await QualityEvaluation(encoder: FakeModel(), generator: FakeModel(), options: QualityOptions(samples: 10))
            .run(corpus: nil)
        #expect(try #require(report.correlation) > 0.99)
        #expect(report.images == 0 && report.reconstruction == nil && report.collapse.corpus == nil && report.collapse.samples != nil)
    }

    @Test("The held-out slice alone is looked at")
    func heldOut() async throws {
        let (folder, labels) = try await corpus()
        let slice = try HeldOutSlice(fraction: 0.4)
        let photos = CorpusFolder(folder.bytePath)
        let images = try photos.scan().files.filter { $0.path.bytes.suffix(4) == Array(".png".utf8) }
        let held = photos.digests(of: images).count { $0.map { slice.contains(sha256: $0) } == true }
        let report = try await report(FakeModel(), QualityOptions(heldOut: slice, samples: 10), folder: folder, labels: labels)
        #expect(report.images == held && held > 0 && held < 40)
    }

    @Test("Folders without photos, and persons that do not fit, are refused in one line")
    func refused() async throws {
        let (folder, labels) = try await corpus()
        let empty = try TemporaryFolder()
        var error = await #expect(throws: SemblanceError.self) { try await report(folder: empty, labels: nil) }
        #expect(error?.code == .notFound && error?.message.contains(empty.path) == true)
        error = await #expect(throws: SemblanceError.self) {
            try await report(FakeModel(), QualityOptions(limit: 3, samples: 10), folder: folder, labels: labels)
        }
        #expect(error?.message.contains("limit") == true)
        try empty.write(Array(try Data(contentsOf: URL(fileURLWithPath: folder.file("images/0-0.png"))).prefix(60)), to: "cut.png")
        error = await #expect(throws: SemblanceError.self) { try await report(folder: empty, labels: nil) }
        #expect(error?.code == .undecodable)
        #expect(throws: SemblanceError.self) {
            try QualityEvaluation(encoder: FakeModel(), generator: nil, options: QualityOptions(neighbours: 0))
        }
    }

    @Test("Progress of every stage ends at its total")
    func progress() async throws {
        let (folder, labels) = try await corpus()
        let seen = Mutex<[QualityProgress]>([])
        let evaluation = try QualityEvaluation(
            encoder: FakeModel(), generator: FakeModel(), options: QualityOptions(samples: 300),
            baselines: BaselineOptions { _ in FakeModel() }
        ) { update in seen.withLock { $0.append(update) } }
        _ = try await evaluation.run(corpus: folder.bytePath, labels: labels)
        for stage in QualityProgress.Stage.allCases {
            let last = seen.withLock { $0.last { $0.stage == stage } }
            #expect(last.map { $0.done == $0.total && $0.total > 0 } == true, "\(stage)")
        }
    }
}
