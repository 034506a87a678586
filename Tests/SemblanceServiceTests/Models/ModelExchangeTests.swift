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

    @Test("in half precision it takes half the room, sees nearly the same, and says where it cannot be written so")
    func half() async throws {
        try await TemporaryFolder.with { folder in
            let (whole, half) = (BytePath(folder.file("whole")), BytePath(folder.file("half")))
            let image = DrawnFace(seed: 3).image(size: 32)
            let (model, bytes) = try await Self.checkpoint(seed: 5)
            try await TestDatabase.with { test in
                let catalog = try await catalog(test)
                let record = try await catalog.register(model, checkpoint: bytes)
                let export = ModelExport(database: test.database)
                _ = try await export.write(record, to: whole, overwrites: false)
                _ = try await export.write(record, to: half, overwrites: false, half: true)
                let (wholeHeader, wholeStart) = try SafetensorsHeader.parse(try FileReader.read(whole), source: "whole")
                let (header, start) = try SafetensorsHeader.parse(try FileReader.read(half), source: "half")
                #expect(header.entries.values.allSatisfy { $0.type == "F16" })
                #expect(header.entries.mapValues(\.shape) == wholeHeader.entries.mapValues(\.shape))
                #expect(try FileReader.read(half).count - start == (try FileReader.read(whole).count - wholeStart) / 2)

                // It is another version: its bits differ.
                let report = try await read(half, catalog)
                let imported = try await catalog.find("\(report.model.id)")
                #expect(imported.model.version == 2)
                let before = try await catalog.load(record).encode([image])[0].vector
                let after = try await catalog.load(imported).encode([image])[0].vector
                let largest = zip(before, after).map { abs($0 - $1) }.max() ?? 1
                #expect(largest > 0 && largest < 0.02)
                // What is in half precision already stays as it is.
                let again = BytePath(folder.file("again"))
                _ = try await export.write(imported, to: again, overwrites: false, half: true)
                #expect(try FileReader.read(again).suffix(1000).elementsEqual(try FileReader.read(half).suffix(1000)))

                var huge = bytes
                huge.replaceSubrange((huge.count - 4)..., with: withUnsafeBytes(of: Float(1e6).bitPattern.littleEndian, Array.init))
                let large = try await catalog.register(model, checkpoint: huge)
                let none = BytePath(folder.file("none"))
                let error = await failure { _ = try await export.write(large, to: none, overwrites: false, half: true) }
                #expect(error?.code == .incompatible && error?.message.contains("faces@3") == true)
                #expect(!none.isPresent)
            }
        }
    }

    @Test("what it has learned from goes with it, if enough was measured")
    func knowledge() async throws {
        try await TemporaryFolder.with { folder in
            let path = BytePath(folder.file("faces.safetensors"))
            let (model, bytes) = try await Self.checkpoint(seed: 5)
            for (count, isKept) in [(500, true), (499, false)] {
                let trips = (0..<count).map { RoundTrip(latentCorrelation: Float($0) / 500, edgeCorrelation: 1) }
                let measured = FamiliarityQuantiles(realism: trips.map(\.latentCorrelation), roundTrips: trips, count: 9000)
                try await TestDatabase.with { test in
                    let record = try await catalog(test).register(model, checkpoint: bytes)
                    try await test.database.models.setFamiliarity(try JSONText(encoding: measured), of: record.id)
                    _ = try await ModelExport(database: test.database).write(record, to: path, overwrites: true)
                }
                try await TestDatabase.with { test in
                    let catalog = try await catalog(test)
                    let record = try await catalog.find("\(try await read(path, catalog).model.id)")
                    let kept = try await FamiliarityMeasurement(database: test.database).current(of: record)
                    #expect((kept != nil) == isKept)
                    guard let kept else { return }
                    // It describes what was learned from, not the corpus that is encoded here.
                    #expect(kept.isInherited && kept.describes(count: 3) && kept.realism == measured.realism && kept.count == 9000)
                }
            }
        }
    }
}
