import Foundation
import SemblanceCore
import SemblanceImaging
import SemblanceStorage
import SemblanceTestSupport
import Synchronization
import Testing

@testable import SemblanceService

@Suite("A version is verified against what it stored")
struct ModelVerificationTests {
    private func verify(_ bench: Bench, _ model: any ImageEncoder & ImageGenerator = ProjectingModel(), sample: Int = 100, seed: Int64 = 1)
        async throws -> ModelVerificationReport
    {
        try await ModelVerification(database: bench.database).run(bench.record, model: model, sample: sample, seed: seed, tolerance: 1e-4)
    }

    @Test("what is as it was holds, whatever the sample")
    func holds() async throws {
        try await Bench.with { bench in
            let folder = try TestCorpus.faces(12)
            _ = try await bench.index(folder)
            for (sample, seed, compared) in [(100, 1, 12), (5, 1, 5), (5, 9, 5), (1, 3, 1)] {
                let report = try await verify(bench, sample: sample, seed: Int64(seed))
                #expect(report.holds && report.compared == compared && report.sampled == compared)
                #expect(report.largestDifference == 0 && report.largestAngle == 0 && report.deterministic == true)
                #expect(report.failures.isEmpty && report.unreadable == 0 && report.changed == 0)
            }
        }
    }

    @Test("another model under the version's name is found")
    func otherModel() async throws {
        try await Bench.with { bench in
            let folder = try TestCorpus.faces(6)
            _ = try await bench.index(folder)
            let report = try await verify(bench, ChangedModel { $0.map { -$0 } })
            #expect(!report.holds && abs(report.largestAngle - 180) < 1e-3 && report.largestDifference > 1 && report.deterministic == true)
            let near = try await verify(bench, ChangedModel { [$0[0] + 3e-4] + $0.dropFirst() })
            #expect(!near.holds && abs(near.largestDifference - 3e-4) < 1e-5 && near.meanDifference < 3e-5)
            #expect(near.largestAngle > 0 && near.largestAngle < 0.01)
            #expect(try await verify(bench, ChangedModel { [$0[0] + 3e-5] + $0.dropFirst() }).holds)
        }
    }

    @Test("encodings that differ from run to run are said")
    func random() async throws {
        try await Bench.with { bench in
            let folder = try TestCorpus.faces(3)
            _ = try await bench.index(folder)
            let calls = Mutex<Float>(0)
            let model = ChangedModel { vector in
                let call = calls.withLock {
                    $0 += 1e-6; return $0
                }
                return [vector[0] + call] + vector.dropFirst()
            }
            let report = try await verify(bench, model)
            #expect(report.deterministic == false && report.holds)
        }
    }

    @Test("photos that are gone, damaged or others by now are counted and named")
    func photos() async throws {
        try await Bench.with { bench in
            let folder = try TestCorpus.faces(6)
            _ = try await bench.index(folder)
            try FileManager.default.removeItem(atPath: folder.file("face-00.jpg"))
            try folder.write(try TestCorpus.face(20), to: "face-01.jpg")
            let report = try await verify(bench)
            #expect(report.holds && report.compared == 4 && report.unreadable == 1 && report.changed == 1)
            #expect(Set(report.failures.map(\.code)) == ["not_found", "conflict"])
            #expect(report.failures.contains { $0.message.contains(folder.file("face-00.jpg")) })
            for index in 2..<6 { try FileManager.default.removeItem(atPath: folder.file("face-0\(index).jpg")) }
            let nothing = try await verify(bench)
            #expect(!nothing.holds && nothing.compared == 0 && nothing.deterministic == nil)
        }
    }

    @Test("a version that has encoded nothing cannot be verified")
    func empty() async throws {
        try await Bench.with { bench in
            let error = await failure { _ = try await verify(bench) }
            #expect(error?.code == .conflict && error?.message.contains("faces@1") == true)
        }
    }

    @Test("angles are exact where they are small, and right where they are large")
    func angles() {
        for (u, v, degrees) in [
            ([1, 0], [1, 0], 0.0), ([1, 0], [0, 2], 90), ([1, 0], [-3, 0], 180), ([1, 0], [1, 1], 45), ([1, 0], [1, 1e-6], 5.729578e-5),
            ([0, 0], [0, 0], 0), ([0, 0], [1, 0], 90),
        ] as [([Float], [Float], Double)] {
            var deviation = LatentDeviation()
            deviation.add(u, v)
            #expect(abs(deviation.largestAngle - degrees) <= 1e-6 * max(degrees, 1e-4), "\(u) \(v): \(deviation.largestAngle)")
        }
        var deviation = LatentDeviation()
        deviation.add([1, 2, 3], [1, 2, 2])
        deviation.add([0, 0, 0], [0, 0, 0.5])
        #expect(deviation.largest == 1 && deviation.mean == 0.25 && deviation.count == 2)
    }
}

/// The projecting model with latents that are changed afterwards.
private struct ChangedModel: ImageEncoder, ImageGenerator {
    private let model = ProjectingModel()
    private let change: @Sendable ([Float]) -> [Float]

    init(_ change: @escaping @Sendable ([Float]) -> [Float]) { self.change = change }

    var preprocessing: Preprocessing { model.preprocessing }
    var latentDimension: Int { model.latentDimension }
    var normalization: LatentNormalization { model.normalization }
    var resolution: Int { model.resolution }
    var truncation: Float { model.truncation }
    var interpolation: LatentInterpolation { model.interpolation }

    func encode(_ images: [RGBImage]) async throws -> [Latent] {
        try await model.encode(images).map {
            Latent(vector: change($0.vector), average: $0.average, deviation: $0.deviation, norm: $0.norm, realism: $0.realism)
        }
    }

    func generate(_ latents: [[Float]], truncation: Float) async throws -> [RGBImage] {
        try await model.generate(latents, truncation: truncation)
    }

    func sample(count: Int, seed: UInt64, truncation: Float) async throws -> [RGBImage] {
        try await model.sample(count: count, seed: seed, truncation: truncation)
    }
}
