import SemblanceCore
import SemblanceTestSupport
import Testing

@testable import SemblanceTraining

@Suite("The loader of batches") struct BatchLoaderTests {
    private func batches(_ count: Int, of corpus: TrainingCorpus, seed: UInt64 = 4, position: Int = 0, depth: Int) async throws
        -> [[RGBImage]]
    {
        let loader = BatchLoader(corpus: corpus, batchSize: 8, seed: seed, mirrors: true, position: position, depth: depth)
        var batches: [[RGBImage]] = []
        for _ in 0..<count { batches.append(try await loader.next()) }
        return batches
    }

    @Test("batches are the same however many are made ahead", arguments: [0, 1, 3, 16])
    func depth(_ depth: Int) async throws {
        let (corpus, folder) = try DrawnFaces.corpus()
        let expected = try await batches(9, of: corpus, depth: 4)
        #expect(try await batches(9, of: corpus, depth: depth) == expected)
        #expect(expected.allSatisfy { $0.count == 8 })
        withExtendedLifetime(folder) {}
    }

    @Test("a batch holds the images of the order, mirrored where the order says so")
    func contents() async throws {
        let (corpus, folder) = try DrawnFaces.corpus()
        var order = DataOrder(count: corpus.count, seed: 4, mirrors: true)
        let expected = try (0..<64).map { position in
            let item = order.item(at: position)
            let image = try corpus.image(at: item.index)
            return item.mirrored ? image.mirrored() : image
        }
        #expect(try await batches(8, of: corpus, depth: 2).flatMap { $0 } == expected)
        withExtendedLifetime(folder) {}
    }

    @Test("a loader that begins at a position goes on where another one stopped, across epochs")
    func position() async throws {
        let (corpus, folder) = try DrawnFaces.corpus()
        let whole = try await batches(10, of: corpus, depth: 4)
        #expect(try await batches(4, of: corpus, position: 6 * 8, depth: 4) == Array(whole.suffix(4)))
        #expect(try await batches(10, of: corpus, seed: 5, depth: 4) != whole)
        withExtendedLifetime(folder) {}
    }

    @Test("a loader that is dropped lets its corpus go, whatever it was making ahead")
    func release() async throws {
        let folder = try DrawnFaces.folder()
        weak var corpus: TrainingCorpus?
        do {
            let whole = try DrawnFaces.corpus(in: folder, cacheBytes: 0)
            corpus = whole
            let loader = BatchLoader(corpus: whole, batchSize: 16, seed: 1, mirrors: true, depth: 8)
            #expect(try await loader.next().count == 16)
            #expect(corpus != nil)
        }
        // Batches that are being made hold the corpus until they notice.
        let clock = ContinuousClock()
        let start = clock.now
        while corpus != nil, start.duration(to: clock.now) < .seconds(60) { try await Task.sleep(for: .milliseconds(20)) }
        #expect(corpus == nil)
    }

    @Test("what goes wrong in a batch reaches who asks for it")
    func errors() async throws {
        let folder = try TemporaryFolder()
        try folder.write([0xff, 0xd8, 0xff, 0xe0, 0, 0], to: "broken.jpg")
        let corpus = try DrawnFaces.corpus(in: folder, minimumCount: 1)
        let loader = BatchLoader(corpus: corpus, batchSize: 2, seed: 1, mirrors: false)
        #expect(await failure { _ = try await loader.next() }?.code == .undecodable)
    }
}
