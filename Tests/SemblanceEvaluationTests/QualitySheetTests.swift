import SemblanceCore
import SemblanceTestSupport
import Testing

@testable import SemblanceEvaluation

@Suite("The sheet of an evaluation") struct QualitySheetTests {
    @Test("It shows samples, pairs, neighbours, the latents' distribution and curves, 1,400 pixels wide")
    func whole() async throws {
        let (folder, labels) = try await BandCorpus.make()
        let evaluation = try QualityEvaluation(
            encoder: FakeModel(), generator: FakeModel(), options: QualityOptions(samples: 60), baselines: BaselineOptions())
        let findings = try await evaluation.findings(corpus: folder.bytePath, labels: labels)
        let pictures = try #require(findings.pictures)
        #expect(pictures.samples.count == 42 && pictures.pairs.count == 14 && pictures.neighbours.count == 5)
        for row in pictures.neighbours {
            let distances = row.nearest.map(\.distance)
            #expect(distances.count == 8 && distances == distances.sorted() && !row.nearest.contains { $0.image == row.query })
        }
        let histogram = try #require(pictures.histogram)
        let area = histogram.all.reduce(0, +) * (histogram.centres[1] - histogram.centres[0])
        #expect(abs(area - 1) < 1e-9 && histogram.dimensions.count == 8)

        let plain = try QualitySheet(title: "faces@1", findings: findings).render()
        let curves = RGBImage(width: 1376, height: 100, red: 10, green: 200, blue: 10)
        let longer = try QualitySheet(title: "faces@1", findings: findings, curves: curves).render()
        #expect(plain.width == 1400 && longer.width == 1400 && longer.height > plain.height + 100)
        let green = stride(from: 0, to: longer.pixels.count, by: 3).count { longer.pixels[$0] == 10 && longer.pixels[$0 + 1] == 200 }
        #expect(green == 1376 * 100)
    }

    @Test("Without photos and pictures it still shows what there is")
    func samplesOnly() async throws {
        let evaluation = try QualityEvaluation(encoder: FakeModel(), generator: FakeModel(), options: QualityOptions(samples: 5))
        let findings = try await evaluation.findings(corpus: nil)
        #expect(findings.pictures?.samples.count == 5 && findings.pictures?.histogram == nil)
        #expect(try QualitySheet(title: "faces@1", findings: findings).render().height > 300)
        #expect(try await evaluation.findings(corpus: nil, pictures: false).pictures == nil)
    }
}
