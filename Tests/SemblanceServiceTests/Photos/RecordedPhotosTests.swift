import Foundation
import SemblanceCore
import SemblanceImaging
import SemblanceStorage
import SemblanceTestSupport
import Testing

@testable import SemblanceService

@Suite("Photos behind images") struct RecordedPhotosTests {
    @Test("files, members of tars and uploads come back byte for byte")
    func kinds() async throws {
        try await Bench.with { bench in
            let folder = try TemporaryFolder()
            for index in 0..<3 { try folder.write(TestCorpus.face(index), to: "in/\(index).jpg") }
            for index in 3..<6 { try folder.write(TestCorpus.face(index), to: "packed/\(index).jpg") }
            let tar = try Tar.pack((3..<6).map { "packed/\($0).jpg" }, in: folder)
            _ = try await bench.indexer().index(
                CorpusSource([folder.bytePath.appending("in"), tar]), record: bench.record)
            let intake = ImageIntake(database: bench.database, collection: bench.collection, encoders: shelf(bench))
            _ = try await intake.add(TestCorpus.face(6), name: BytePath("upload.jpg"))

            let images = try await bench.database.images.recorded(in: bench.collection.id)
            #expect(images.count == 7 && images.map(\.id) == images.map(\.id).sorted())
            let contents = try await RecordedPhotos(database: bench.database).contents(of: images)
            let expected = Set(try (0..<7).map { try TestCorpus.face($0) })
            #expect(Set(try contents.values.map { try $0.get() }) == expected)
        }
    }

    @Test("a file that is gone or holds other bytes is a reason with its name, and another place of the same bytes stands in")
    func lost() async throws {
        try await Bench.with { bench in
            let folder = try TemporaryFolder()
            for name in ["gone.jpg", "zz-copy-of-gone.jpg"] { try folder.write(TestCorpus.face(0), to: name) }
            for (index, name) in [(1, "vanished.jpg"), (2, "changed.jpg"), (3, "kept.jpg")] {
                try folder.write(TestCorpus.face(index), to: name)
            }
            _ = try await bench.index(folder)
            for name in ["gone.jpg", "vanished.jpg"] { try FileManager.default.removeItem(atPath: folder.file(name)) }
            try folder.write(TestCorpus.face(9), to: "changed.jpg")

            let images = try await bench.database.images.recorded(in: bench.collection.id)
            let deleted = RecordedImage(id: 1 << 40, sha256: [UInt8](repeating: 0, count: 32))
            let contents = try await RecordedPhotos(database: bench.database).contents(of: images + [deleted])
            #expect(contents.count == 5)
            let bytes = contents.values.compactMap { try? $0.get() }
            #expect(try Set(bytes) == [TestCorpus.face(0), TestCorpus.face(3)])
            var reasons: [String: SemblanceError.Code] = [:]
            for case .failure(let error) in contents.values { reasons[error.message] = error.code }
            #expect(reasons.first { $0.key.contains("vanished.jpg") }?.value == .notFound)
            #expect(reasons.first { $0.key.contains("changed.jpg") }?.value == .conflict)
            #expect(reasons.first { $0.key.contains("\(deleted.id)") }?.value == .notFound)
        }
    }

    private func shelf(_ bench: Bench) -> EncoderShelf { EncoderShelf(database: bench.database) { _ in ProjectingModel() } }
}
