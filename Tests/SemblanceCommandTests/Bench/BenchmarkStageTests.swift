import Foundation
import SemblanceCore
import SemblanceImaging
import SemblanceModels
import SemblanceService
import SemblanceStorage
import SemblanceTestSupport
import Testing

@testable import semblance

@Suite("What a benchmark of the server is given")
struct BenchmarkStageTests {
    @Test("Pictures to upload take about 100 kB, can be decoded, and differ")
    func pictures() throws {
        let pictures = try UploadPictures.draw(count: 4)
        #expect(Set(pictures).count == 4)
        for picture in pictures {
            #expect((90_000...110_000).contains(picture.count), "\(picture.count)")
            let info = try ImageDecoder.info(of: picture)
            #expect(info.format == .jpeg && info.width == UploadPictures.side && info.height == UploadPictures.side)
        }
        #expect(try UploadPictures.draw(count: 1) == [pictures[0]])
    }

    @Test("Latents are standardised, independent, and the same each time")
    func latents() throws {
        let latents = SynthesizedLatents(count: 200, dimension: 64)
        let rows = (0..<200).map { latents.latent($0).vector }
        for row in rows {
            let statistics = VectorStatistics(row)
            #expect(abs(statistics.average) < 1e-5 && abs(statistics.deviation - 1) < 1e-5)
        }
        #expect(SynthesizedLatents(count: 5, dimension: 64).latent(3) == latents.latent(3))
        #expect(Set(rows).count == 200)
        // The correlation of two of 64 values has a deviation of 1/8.
        let correlations = (1..<200).map { Double(pearsonCorrelation(rows[0], rows[$0])) }
        #expect(abs(correlations.reduce(0, +) / 199) < 0.05)
        #expect(correlations.allSatisfy { abs($0) < 0.7 })
    }

    @Test("Latents are written as rows of floats")
    func file() async throws {
        try await TemporaryFolder.with { folder in
            let latents = SynthesizedLatents(count: 7, dimension: 5)
            let file = BytePath(folder.file("latents.f32"))
            try latents.write(to: file)
            let bytes = try FileReader.read(file, maximumBytes: 1 << 20)
            let values = stride(from: 0, to: bytes.count, by: 4).map { start in
                Float(bitPattern: bytes[start..<(start + 4)].reversed().reduce(0) { $0 << 8 | UInt32($1) })
            }
            #expect(values == (0..<7).flatMap { latents.latent($0).vector })
        }
    }

    @Test("A made-up corpus is complete: images, sources, thumbnails, latents and a model that serves them")
    func corpus() async throws {
        try await TestDatabase.with { test in
            let database = test.database
            let collection = try await database.collections.require(name: ImageCollection.defaultName)
            let catalog = ModelCatalog(database: database, collection: collection) { _, _ in throw CancellationError() }
            let corpus = SynthesizedCorpus(latents: SynthesizedLatents(count: 250, dimension: 16), batch: 100)
            let network = NetworkConfiguration(resolution: 32, width: 16, latentDimension: 16)
            let context = CollectionContext(database: database, collection: collection, catalog: catalog)
            try await corpus.fill(context, ModelConfiguration(network: network))

            let model = try #require(try await database.activations.current(in: collection.id)?.modelID)
            let stored = try await database.latents.load(model: model)
            #expect(stored.ids.sorted() == Array(1...250) && stored.dimension == 16)
            #expect(try await database.latents.find(image: 17, model: model) == corpus.latents.latent(16))
            #expect(try await database.images.sources(of: [250])[250] == [Array("/photos/000000250.jpg".utf8)])
            let thumbnail = try #require(try await database.images.thumbnail(of: 250))
            #expect(try ImageDecoder.info(of: thumbnail).format == .jpeg)
            let weights = try await database.artifacts.read(kind: ModelCatalog.weights, model: model)
            #expect(try await Checkpoint.load(weights, source: "bench").configuration.network == network)
            // What is added later gets an id of its own.
            let next = try await database.pool.withConnection {
                try $0.query("SELECT nextval(pg_get_serial_sequence('images', 'id'))").first?.value(0, as: Int64.self)
            }
            #expect(next == 251)
        }
    }
}
