import Foundation
import SemblanceCore
import SemblanceImaging
import SemblanceStorage
import SemblanceTestSupport
import Synchronization
import Testing

@testable import SemblanceService

@Suite("Indexing what is no plain folder") struct CorpusKindsTests {
    @Test("a webdataset shard: its images with what is said beside them, each other member with its reason; a second run reads nothing")
    func shard() async throws {
        try await Bench.with { bench in
            let folder = try TemporaryFolder()
            var members: [String] = []
            for index in 0..<5 {
                try folder.write(TestCorpus.face(index), to: "in/\(index).jpg")
                try folder.write(Array(#"{"age": \#(index), "odd": "\u0000", "odder\u0000": ["\\u0000"]}"#.utf8), to: "in/\(index).json")
                try folder.write(Array("face \(index)".utf8), to: "in/\(index).txt")
                members += ["\(index).jpg", "\(index).json", "\(index).txt"].map { "in/" + $0 }
            }
            try folder.write(TestCorpus.face(1), to: "in/copy.jpg")
            try folder.write([1, 2, 3], to: "in/none.bin")
            let tar = try Tar.pack(members + ["in/copy.jpg", "in/none.bin"], in: folder)
            let source = try CorpusSource([tar])
            let report = try await bench.indexer().index(source, record: bench.record)
            #expect(report.total == 7 && report.encoded == 5 && report.duplicates == 1 && report.failed == 1)
            let failure = try #require(try await bench.database.jobs.failures(of: report.job).first)
            #expect(failure.source == tar.appending("in/none.bin").bytes && failure.code == "unsupported")
            let images = try await bench.database.images.list(in: bench.collection.id, limit: 10)
            let table = try await bench.table()
            for image in images {
                let metadata: Described = try image.metadata.decode()
                #expect(metadata.text == "face \(metadata.age)")
                #expect(table[image.sha256]?.sources.contains(tar.appending(BytePath("in/\(metadata.age).jpg")).bytes) == true)
            }
            let folderBench = try await bench.other("folder")
            _ = try await folderBench.index(folder)
            let asFiles = try await folderBench.table()
            #expect(table.allSatisfy { asFiles[$0.key]?.vector == $0.value.vector }, "a member is encoded as the same file is")

            let encoded = Mutex(0)
            let counting = ProjectingModel { count in encoded.withLock { $0 += count } }
            let again = try await bench.indexer(counting).index(source, record: bench.record)
            #expect(again.unchanged == 7 && again.total == 7 && encoded.withLock { $0 } == 0)
        }
    }

    private struct Described: Decodable {
        let age: Int
        let text: String
    }

    @Test("an image that is deleted while its unit is under way is taken in anew, and the job goes on")
    func deletedMeanwhile() async throws {
        try await Bench.with { bench in
            let folder = try TestCorpus.faces(1)
            _ = try await bench.index(folder)
            let id = try #require(try await bench.database.images.list(in: bench.collection.id, limit: 1).first).id
            try folder.write(TestCorpus.face(0), to: "same.jpg")
            try folder.write(TestCorpus.face(5), to: "new.jpg")
            let model = ProjectingModel { _ in try await bench.database.images.delete(ids: [id], in: bench.collection.id) }
            let report = try await bench.index(folder, model: model)
            #expect(report.total == 3 && report.encoded + report.duplicates == 3 && report.failed == 0)
            let table = try await bench.table()
            #expect(table.count == 2 && table.values.allSatisfy { $0.vector != nil })
            #expect(try await bench.database.images.find(id: id) == nil)
        }
    }

    @Test("a list of paths: what is there goes in, what is not is a failure, and a line whose file went away is noted as gone")
    func list() async throws {
        try await Bench.with { bench in
            let folder = try TestCorpus.faces(3)
            try folder.write(Array("face-00.jpg\r\nface-01.jpg\n\nnowhere.jpg\n".utf8), to: "list.txt")
            let source = try CorpusSource([BytePath(folder.file("list.txt"))])
            let report = try await bench.indexer().index(source, record: bench.record)
            #expect(report.total == 3 && report.encoded == 2 && report.failed == 1 && report.vanished == 0)
            try FileManager.default.removeItem(atPath: folder.file("face-01.jpg"))
            let again = try await bench.indexer().index(source, record: bench.record, IndexOptions(prunes: true))
            #expect(again.total == 3 && again.encoded == 1 && again.failed == 2 && again.vanished == 1)
            #expect(try await bench.database.images.count(in: bench.collection.id) == 1)
        }
    }

    @Test("a folder with links: they count where they are followed")
    func links() async throws {
        try await Bench.with { bench in
            let (folder, other) = (try TestCorpus.faces(2), try TemporaryFolder())
            try other.write(TestCorpus.face(9), to: "linked/face.jpg")
            try FileManager.default.createSymbolicLink(atPath: folder.file("way"), withDestinationPath: other.file("linked"))
            try FileManager.default.createSymbolicLink(atPath: folder.file("same.jpg"), withDestinationPath: folder.file("face-00.jpg"))
            #expect(try await bench.index(folder).total == 2)
            let report = try await bench.indexer().index(CorpusSource([folder.bytePath], followsLinks: true), record: bench.record)
            #expect(report.total == 4 && report.encoded == 3 && report.duplicates == 1 && report.failed == 0 && report.unchanged == 2)
        }
    }

    @Test("files that vanished are counted, and removed where that is asked for; a moved file is the image it was, and is not decoded")
    func vanished() async throws {
        try await Bench.with { bench in
            let folder = try TestCorpus.faces(4)
            _ = try await bench.index(folder)
            let before = try await bench.database.images.list(in: bench.collection.id, limit: 10).map(\.id)
            try FileManager.default.removeItem(atPath: folder.file("face-00.jpg"))
            try FileManager.default.createDirectory(atPath: folder.file("moved"), withIntermediateDirectories: false)
            try FileManager.default.moveItem(atPath: folder.file("face-01.jpg"), toPath: folder.file("moved/x.jpg"))
            let encoded = Mutex(0)
            let counting = ProjectingModel { count in encoded.withLock { $0 += count } }
            let seen = try await bench.index(folder, model: counting)
            // The moved file has its old name too, as long as nobody removes that.
            #expect(seen.total == 3 && seen.encoded == 2 && seen.duplicates == 1 && seen.vanished == 2 && encoded.withLock { $0 } == 0)
            #expect(try await bench.table().count == 4)
            let pruned = try await bench.index(folder, options: IndexOptions(prunes: true))
            #expect(pruned.vanished == 2)
            #expect(try await bench.database.images.list(in: bench.collection.id, limit: 10).map(\.id).count == 3)
            #expect(Set(try await bench.database.images.list(in: bench.collection.id, limit: 10).map(\.id)).isSubset(of: before))
            let after = try await bench.index(folder)
            #expect(after.total == 3 && after.encoded == 3 && after.duplicates == 0 && after.vanished == 0)
            #expect(try await bench.table().values.flatMap(\.sources).contains(Array(folder.file("moved/x.jpg").utf8)))
        }
    }

    @Test("an empty folder is refused even where images are to be pruned, so that a disk that is not mounted deletes nothing")
    func unmounted() async throws {
        try await Bench.with { bench in
            let folder = try TestCorpus.faces(2)
            _ = try await bench.index(folder)
            for index in 0..<2 { try FileManager.default.removeItem(atPath: folder.file("face-0\(index).jpg")) }
            let error = await failure { _ = try await bench.index(folder, options: IndexOptions(prunes: true)) }
            #expect(error?.code == .notFound)
            #expect(try await bench.table().count == 2)
        }
    }

    @Test("a table of metadata is joined by name, for new photos and known ones, and search filters on it")
    func metadata() async throws {
        try await Bench.with { bench in
            let folder = try TestCorpus.faces(6)
            _ = try await bench.index(TestCorpus.faces(1))
            let table = try TemporaryFolder()
            let rows = (0..<6).map { "face-0\($0).jpg,\($0 % 2 == 0),\($0),\"a, b\"" }
            try table.write(Array((["File,even,n,note"] + rows).joined(separator: "\n").utf8), to: "t.csv")
            let options = IndexOptions(metadata: try MetadataTable(file: BytePath(table.file("t.csv"))))
            let first = try await bench.index(folder, options: options)
            #expect(first.total == 6)
            let search = try await SimilaritySearch(database: bench.database, record: bench.record, model: ProjectingModel())
            let photo = try search.photo(file: BytePath(folder.file("face-03.jpg")))
            var wanted = SearchOptions(k: 3)
            wanted.filter = try SearchFilter(parsing: "even = true and n >= 0 and note = 'a, b'")
            let hits = try await search.search(.photo(photo), wanted).hits
            #expect(hits.count == 3)
            #expect(Set(hits.compactMap { $0.source?.suffix(11) }) == ["face-00.jpg", "face-02.jpg", "face-04.jpg"])

            try table.write(Array("file,n\nface-05.jpg,50\n".utf8), to: "u.csv")
            let update = IndexOptions(metadata: try MetadataTable(file: BytePath(table.file("u.csv"))))
            #expect(try await bench.index(folder, options: update).unchanged == 6)
            let updated = try await bench.database.images.list(in: bench.collection.id, limit: 10).map(\.metadata)
            #expect(updated.contains(JSONText(#"{"n": 50, "even": false, "note": "a, b"}"#)))
        }
    }

    @Test("the counts agree at every moment of a run with two workers, and the report says where units were")
    func moments() async throws {
        try await Bench.with { bench in
            let folder = try TestCorpus.noise(400)
            let job = try await bench.indexer().plan(CorpusSource([folder.bytePath]), model: bench.record.id)
            let seen = Mutex<[JobProgress]>([])
            async let other = JobWorker(
                database: bench.database, encoders: EncoderShelf(database: bench.database) { _ in ProjectingModel() },
                options: .init(cores: 1)
            ).work(on: job.id)
            let report = try await bench.indexer().run(job, record: bench.record) { progress in seen.withLock { $0.append(progress) } }
            #expect(try await other.state == .succeeded)
            let steps = seen.withLock { $0 }
            #expect(steps.allSatisfy { $0.total == 440 && $0.done <= 440 && $0.encoded <= 400 && $0.failed <= 40 })
            #expect(steps.last == JobProgress(total: 440, encoded: 400, duplicates: 0, failed: 40))
            #expect(Set(report.busy.keys) == ["read", "hash", "decode", "thumbnail", "encode", "store"])
            #expect(report.busy.values.allSatisfy { $0 >= 0 && $0 <= 4.5 })
        }
    }
}
