import Foundation
import SemblanceCore
import SemblanceImaging
import SemblanceStorage
import SemblanceTestSupport
import Testing

@testable import SemblanceService

@Suite("Measuring what is usual among a corpus") struct FamiliarityMeasurementTests {
    @Test("takes the stored scores of all photos and the round trips of their thumbnails, and keeps the outcome with the version")
    func measures() async throws {
        try await Bench.with { bench in
            let folder = try TestCorpus.faces(24)
            _ = try await bench.index(folder)
            let measurement = FamiliarityMeasurement(database: bench.database)
            #expect(try await measurement.current(of: bench.record) == nil)
            let model = ProjectingModel()
            let measured = try await measurement.quantiles(of: bench.record, model: model)
            #expect(measured.count == 24 && measured.roundTrips == 24)
            #expect(measured.realism?.points == (try await bench.database.latents.realism(model: bench.record.id)))

            let ids = try await bench.database.images.list(in: bench.collection.id, limit: 100).map(\.id)
            let latents = try await bench.database.latents.find(images: ids, model: bench.record.id)
            let thumbnails = try await bench.database.images.thumbnails(of: ids)
            let preprocessor = try Preprocessor(model.preprocessing)
            let trips = try await RoundTrip.measure(
                try ids.map { try preprocessor.prepare(try #require(thumbnails[$0])) },
                latents: ids.map { try #require(latents[$0]) }, by: model)
            #expect(measured.agreement?.points == trips.map(\.agreement).sorted())

            #expect(try await measurement.current(of: bench.record) == measured)
            let unused = ProjectingModel(onEncode: { _ in throw SemblanceError(.engine, "nothing is to be encoded") })
            #expect(try await measurement.quantiles(of: bench.record, model: unused) == measured)
        }
    }

    @Test("is done again once the corpus has grown by a quarter, and where a newer program kept something else")
    func again() async throws {
        try await Bench.with { bench in
            let folder = try TestCorpus.faces(8)
            _ = try await bench.index(folder)
            let measurement = FamiliarityMeasurement(database: bench.database)
            #expect(try await measurement.quantiles(of: bench.record, model: ProjectingModel()).count == 8)
            for index in 8..<10 {
                try folder.write(try TestCorpus.face(index), to: "more-\(index).jpg")
                _ = try await bench.index(folder)
                #expect(try await measurement.current(of: bench.record)?.count == (index == 8 ? 8 : nil))
            }
            #expect(try await measurement.quantiles(of: bench.record, model: ProjectingModel()).count == 10)

            try await bench.database.models.setFamiliarity(try JSONText(encoding: ["later": 1]), of: bench.record.id)
            #expect(try await measurement.current(of: bench.record) == nil)
            #expect(try await measurement.quantiles(of: bench.record, model: ProjectingModel()).count == 10)
        }
    }

    @Test("two at once both end well, and agree")
    func concurrent() async throws {
        try await Bench.with { bench in
            let folder = try TestCorpus.faces(12)
            _ = try await bench.index(folder)
            let measurement = FamiliarityMeasurement(database: bench.database)
            async let first = measurement.quantiles(of: bench.record, model: ProjectingModel())
            async let second = measurement.quantiles(of: bench.record, model: ProjectingModel())
            let both = try await [first, second]
            #expect(both[0].agreement == both[1].agreement && both[0].realism == both[1].realism)
            #expect(try await measurement.current(of: bench.record)?.agreement == both[0].agreement)
        }
    }

    @Test("ends when it is cancelled, and says so when the version is gone")
    func interrupted() async throws {
        try await Bench.with { bench in
            let folder = try TestCorpus.faces(4)
            _ = try await bench.index(folder)
            let measurement = FamiliarityMeasurement(database: bench.database)
            let task = Task {
                withUnsafeCurrentTask { $0?.cancel() }
                return try await measurement.quantiles(of: bench.record, model: ProjectingModel())
            }
            let error = await #expect(throws: (any Error).self) { try await task.value }
            #expect(error is CancellationError || (error as? SemblanceError)?.code == .cancelled)
            #expect(try await bench.database.models.familiarity(of: bench.record.id) == nil)

            let other = try await bench.database.models.register(Bench.model("other"), in: bench.collection.id)
            _ = try await bench.database.activations.activate(model: other.id, in: bench.collection.id)
            let deleting = ProjectingModel(onEncode: { _ in try await bench.database.models.delete(id: bench.record.id) })
            #expect(await failure { _ = try await measurement.quantiles(of: bench.record, model: deleting) }?.code == .notFound)
        }
    }

    @Test("of an empty version knows nothing")
    func nothing() async throws {
        try await Bench.with { bench in
            let measured = try await FamiliarityMeasurement(database: bench.database).quantiles(of: bench.record, model: ProjectingModel())
            #expect(measured.realism == nil && measured.agreement == nil && measured.count == 0)
        }
    }

    @Test("a search tells the round trip where it is asked for, by photo and by id")
    func searches() async throws {
        try await Bench.with { bench in
            let folder = try TestCorpus.faces(12)
            _ = try await bench.index(folder)
            let search = try await SimilaritySearch(database: bench.database, record: bench.record, model: ProjectingModel())
            let photo = try search.photo(file: BytePath(folder.file("face-04.jpg")))
            let plain = try await search.search(.photo(photo))
            #expect(plain.query.roundTrip == nil && plain.query.familiarity != nil)
            #expect(try await bench.database.models.familiarity(of: bench.record.id) == nil)

            let asked = try await search.search(.photo(photo), .init(inclusions: [.roundTrip]))
            let trip = try #require(asked.query.roundTrip)
            let quantiles = try #require(try await FamiliarityMeasurement(database: bench.database).current(of: bench.record))
            #expect(asked.query.familiarity == Familiarity(quantiles).of(realism: asked.query.realism, roundTrip: trip))
            #expect(asked.hits.map(\.imageID) == plain.hits.map(\.imageID))
            let byID = try await search.search(.image(asked.hits[0].imageID), .init(inclusions: [.roundTrip]))
            #expect(byID.query.roundTrip?.latentCorrelation == trip.latentCorrelation)

            let object = try #require(
                JSONSerialization.jsonObject(with: try JSONEncoder().encode(asked.query)) as? [String: Any])
            #expect(Set(try #require(object["round_trip"] as? [String: Any]).keys) == ["latent_correlation", "edge_correlation"])
        }
    }

    @Test("of a version that came with what it knows says how many photos are unlike that, and leaves it as it is")
    func unlike() async throws {
        try await Bench.with { bench in
            let folder = try TestCorpus.faces(12)
            _ = try await bench.index(folder)
            let measurement = FamiliarityMeasurement(database: bench.database)
            let model = ProjectingModel()
            let own = try await measurement.quantiles(of: bench.record, model: model)
            #expect(try await measurement.unlikeShare(of: bench.record, model: model) == nil)

            let scores = try #require(own.realism?.points)
            let trips = (0..<500).map { _ in RoundTrip(latentCorrelation: -1, edgeCorrelation: 0) }
            for (learned, expected) in [(scores, 0.0), (Array(scores.suffix(4)), 8.0 / 12), ([1e9], 1.0)] {
                let scores = Array(repeating: learned, count: 40).flatMap(\.self)
                let foreign = FamiliarityQuantiles(realism: scores, roundTrips: trips, count: 500)
                let inherited = try #require(foreign.inherited)
                try await bench.database.models.setFamiliarity(try JSONText(encoding: inherited), of: bench.record.id)
                let share = try #require(try await measurement.unlikeShare(of: bench.record, model: model))
                #expect(abs(share - expected) < 1e-9)
                #expect(try await measurement.current(of: bench.record) == inherited)
            }
        }
    }
}
