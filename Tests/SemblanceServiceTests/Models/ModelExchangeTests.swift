import Crypto
import Foundation
import SemblanceCore
import SemblanceImaging
import SemblanceModels
import SemblanceStorage
import SemblanceTensor
import SemblanceTestSupport
import Testing

@testable import SemblanceService

@Suite("Model versions between databases")
struct ModelExchangeTests {
    private static let loader: ModelLoader = { bytes, source in try await GANImageModel(checkpoint: bytes, source: source) }

    /// A small model as training registers it.
    @TensorActor private static func checkpoint(seed: UInt64) throws -> (model: NewModel, bytes: [UInt8]) {
        let configuration = ModelConfiguration(
            network: NetworkConfiguration(resolution: 32, width: 16, latentDimension: 16))
        let networks = try ModelNetworks(configuration, seed: seed)
        let model = NewModel(
            name: "faces", objective: "o-gan", latentDimension: 16, preprocessing: configuration.preprocessing,
            normalization: .standardized,
            configuration: try JSONText(encoding: configuration), metrics: try JSONText(encoding: ["evaluation": ["correlation": 0.25]]))
        return (model, try Checkpoint.serialize(networks))
    }

    private func catalog(_ test: TestDatabase) async throws -> ModelCatalog {
        let collection = try await test.database.collections.require(name: ImageCollection.defaultName)
        return ModelCatalog(database: test.database, collection: collection, loader: Self.loader)
    }

    /// Imports as a user would.
    private func read(_ path: BytePath, _ catalog: ModelCatalog, name: String? = nil, again: Bool = false) async throws -> ModelFileReport {
        try await ModelImport(catalog: catalog, loader: Self.loader).read(path, name: name, again: again, by: .user("ada"), why: "moved")
    }

    @Test("a version moves to another database as it was, and encodes there to the same bits")
    func moves() async throws {
        try await TemporaryFolder.with { folder in
            let path = BytePath(folder.file("faces.safetensors"))
            let image = DrawnFace(seed: 3).image(size: 32)
            let (model, bytes) = try await Self.checkpoint(seed: 5)
            let before = try await TestDatabase.with { test in
                let catalog = try await catalog(test)
                let record = try await catalog.register(model, checkpoint: bytes)
                let export = ModelExport(database: test.database)
                let report = try await export.write(record, to: path, overwrites: false)
                #expect(report.model == ModelReference(record) && report.file == path.description)
                #expect(report.sha256 == SHA256.hash(data: try FileReader.read(path)).hexadecimal)
                #expect(await failure { _ = try await export.write(record, to: path, overwrites: false) }?.code == .conflict)
                #expect(try await export.write(record, to: path, overwrites: true).sha256 == report.sha256)
                // Where it comes from, it is known.
                let known = await failure { _ = try await read(path, catalog) }
                #expect(known?.code == .conflict && known?.message.contains("faces@1") == true)
                return try await catalog.load(record).encode([image])
            }
            // The file is a checkpoint that an evaluation reads.
            #expect(try await Self.loader(try FileReader.read(path), "file").encode([image]) == before)
            try await TestDatabase.with { test in
                let catalog = try await catalog(test)
                let report = try await read(path, catalog)
                let record = try #require(try await test.database.models.find(id: report.model.id))
                #expect(record.state == .ready && record.model.name == "faces" && record.model.version == 1)
                #expect(try record.metrics.decode() == ["evaluation": ["correlation": 0.25]])
                #expect(try record.configuration.decode(as: ModelConfiguration.self) == model.configuration.decode())
                #expect(try await test.database.artifacts.read(kind: ModelCatalog.weights, model: record.id) == bytes)
                #expect(try await catalog.load(record).encode([image]) == before)
                let event = try #require(try await test.database.modelEvents.list(model: record.id).first)
                #expect(event.action == .import && event.actor == .user("ada") && event.why == "moved")

                let known = await failure { _ = try await read(path, catalog, name: "others") }
                #expect(known?.code == .conflict && known?.message.contains("faces@1") == true)
                #expect(try await read(path, catalog, name: "others", again: true).model.name == "others")
                #expect(try await test.database.models.list(in: record.collectionID).count == 2)
            }
        }
    }

    @Test("what cannot be imported leaves nothing behind")
    func refused() async throws {
        try await TemporaryFolder.with { folder in
            let (model, bytes) = try await Self.checkpoint(seed: 1)
            try await TestDatabase.with { test in
                let catalog = try await catalog(test)
                let record = try await catalog.register(model, checkpoint: bytes)
                let path = BytePath(folder.file("faces.safetensors"))
                _ = try await ModelExport(database: test.database).write(record, to: path, overwrites: false)
                let whole = try FileReader.read(path)
                var altered = whole
                altered[whole.count - 5] ^= 4
                var liar = NewModel(
                    name: "faces", objective: "o-gan", latentDimension: 32, preprocessing: model.preprocessing, normalization: .standardized
                )
                liar.state = .ready
                let other = try await test.database.models.register(liar, in: record.collectionID)
                let lie = try ModelFile(description: ModelDescription(other, familiarity: nil, parent: nil), checkpoint: bytes)
                    .serialized(source: "lie")
                for (name, bytes, code) in [
                    ("altered", altered, SemblanceError.Code.corrupt), ("cut", Array(whole.dropLast()), .corrupt),
                    ("plain", bytes, .incompatible), ("photo", try TestCorpus.face(1), .corrupt), ("empty", [], .corrupt),
                    ("lie", lie, .incompatible),
                ] {
                    let path = BytePath(try folder.write(bytes, to: name))
                    let error = await failure { _ = try await read(path, catalog, again: true) }
                    #expect(error?.code == code && error?.message.contains(name) == true, "\(name): \(error?.message ?? "accepted")")
                }
                #expect(await failure { _ = try await read(BytePath(folder.file("none")), catalog) }?.code == .notFound)
                #expect(await failure { _ = try await read(path, catalog, name: "12", again: true) }?.code == .invalidArgument)
                #expect(try await test.database.models.list(in: record.collectionID).map(\.record.id) == [other.id, record.id])
                #expect(try await test.database.modelEvents.list(in: record.collectionID).isEmpty)
            }
        }
    }
}
