import Foundation
import SemblanceCore
import SemblanceImaging
import SemblanceStorage
import SemblanceTestSupport
import Synchronization
import Testing

@testable import SemblanceService

@Suite("Indexing a folder") struct CorpusIndexerTests {
    @Test("every file is accounted for, each failure with its code, and good neighbours go in")
    func accounting() async throws {
        try await Bench.with { bench in
            let folder = try TestCorpus.faces(6)
            let face = try TestCorpus.face(7)
            try folder.write(Array(face.prefix(face.count / 2)), to: "cut.jpg")
            try folder.write([], to: "empty.jpg")
            try folder.write(try ImageEncoding.png(RGBImage(width: 8, height: 8)), to: "tiny.png")
            try folder.write(try ImageEncoding.png(RGBImage(width: 200, height: 200)), to: "large.png")
            try folder.write(Array("<html>".utf8), to: "sub/page.html")
            try folder.write(face, to: ".hidden.jpg")
            try FileManager.default.createSymbolicLink(atPath: folder.file("link.jpg"), withDestinationPath: folder.file("face-00.jpg"))

            let report = try await bench.index(folder, limits: ImageLimits(maximumPixels: 20_000))
            #expect(report.total == 11 && report.encoded == 6 && report.duplicates == 0 && report.failed == 5 && report.unchanged == 0)
            #expect(report.model == ModelReference(bench.record))
            let failures = try await bench.database.jobs.failures(of: report.job)
            let codes = Dictionary(uniqueKeysWithValues: failures.map { (BytePath(bytes: $0.source).lastComponent.description, $0.code) })
            let expected = [
                "cut.jpg": "undecodable", "empty.jpg": "undecodable", "tiny.png": "undecodable", "large.png": "too_large",
                "page.html": "unsupported",
            ]
            #expect(codes == expected)
            #expect(failures.allSatisfy { $0.message.contains(BytePath(bytes: $0.source).description) })

            let job = try #require(await bench.newestJob())
            #expect(job.id == report.job && job.state == .succeeded && job.kind == "index")
            #expect(job.progress == JobProgress(total: 11, encoded: 6, duplicates: 0, failed: 5))
            #expect(try await bench.database.images.count(in: bench.collection.id) == 6)
            #expect(try await bench.database.latents.count(model: bench.record.id) == 6)
        }
    }

    @Test("an unchanged corpus is not read again, and counts as it did")
    func unchanged() async throws {
        try await Bench.with { bench in
            let folder = try TestCorpus.faces(10)
            try folder.write(TestCorpus.face(0), to: "again/copy.jpg")
            try folder.write([1, 2, 3], to: "broken.jpg")
            let first = try await bench.index(folder)
            let before = try await bench.table()
            let encoded = Mutex(0)
            let second = try await bench.index(folder, model: ProjectingModel { count in encoded.withLock { $0 += count } })
            #expect(encoded.withLock { $0 } == 0)
            #expect(second.unchanged == second.total && second.unchanged == 12, "what could not be decoded is not tried again either")
            #expect(second.total == first.total && second.encoded == first.encoded)
            #expect(second.duplicates == first.duplicates && second.failed == first.failed && second.failed == 1)
            #expect(try await bench.table() == before)
        }
    }

    @Test("a file that changed is taken again, one that was only touched stays the image it was")
    func changed() async throws {
        try await Bench.with { bench in
            let folder = try TestCorpus.faces(4)
            _ = try await bench.index(folder)
            let before = try await bench.table()
            try folder.write(TestCorpus.face(9), to: "face-01.jpg")
            try FileManager.default.setAttributes(
                [.modificationDate: Date(timeIntervalSince1970: 1_000_000)], ofItemAtPath: folder.file("face-02.jpg"))
            let report = try await bench.index(folder)
            #expect(report.total == 4 && report.encoded == 4 && report.duplicates == 0 && report.failed == 0 && report.unchanged == 2)
            #expect(report.vanished == 1, "nobody holds the old bytes any more")
            let after = try await bench.table()
            let path = Array(folder.file("face-01.jpg").utf8)
            #expect(after.count == 5)
            #expect(before.values.filter { $0.sources.contains(path) }.count == 1)
            let now = try #require(after.filter { $0.value.sources.contains(path) }.keys.first)
            #expect(before[now] == nil, "the path stands for its new bytes")
            #expect(after.values.filter { $0.sources.contains(path) }.count == 1)
            let third = try await bench.index(folder)
            #expect(third.unchanged == 4 && third.encoded == 4)
        }
    }

    @Test("the same bytes under several names are one image with several sources; the others are duplicates, at every run")
    func duplicates() async throws {
        try await Bench.with { bench in
            let folder = try TestCorpus.faces(3)
            for name in ["a copy.jpg", "deeper/still/b.png", "z.jpg"] { try folder.write(TestCorpus.face(1), to: name) }
            let report = try await bench.index(folder)
            #expect(report.total == 6 && report.encoded == 3 && report.duplicates == 3 && report.failed == 0)
            let table = try await bench.table()
            #expect(table.count == 3 && table.values.map(\.sources.count).sorted() == [1, 1, 4])
            let again = try await bench.index(folder)
            #expect(again.encoded == 3 && again.duplicates == 3 && again.unchanged == 6)
        }
    }

    @Test("names are bytes: spaces, letters beyond ASCII, invalid UTF-8, and one name composed and decomposed, all come through")
    func names() async throws {
        try await Bench.with { bench in
            let folder = try TemporaryFolder()
            let names: [[UInt8]] = [
                Array("with spaces & ünïcode 写真.jpg".utf8), Array("new\nline \u{1b}[31m.jpg".utf8), Array("quote'\"\\.jpg".utf8),
                [0x62, 0x61, 0x64, 0xff, 0xfe, 0x2e, 0x6a, 0x70, 0x67], Array("e\u{301}.jpg".utf8), Array("\u{e9}.jpg".utf8),
                [0xc3, 0x28], Array("-rf".utf8),
            ]
            for (index, name) in names.enumerated() {
                try FileWriter.write(TestCorpus.face(index), to: folder.bytePath.appending(BytePath(bytes: name)))
            }
            let report = try await bench.index(folder)
            #expect(report.total == names.count && report.encoded == names.count && report.failed == 0)
            let sources = try await bench.table().values.flatMap(\.sources)
            #expect(Set(sources) == Set(names.map { folder.bytePath.appending(BytePath(bytes: $0)).bytes }))
            #expect(try await bench.index(folder).unchanged == names.count)

            let search = try await SimilaritySearch(database: bench.database, record: bench.record, model: ProjectingModel())
            let photo = try search.photo(file: folder.bytePath.appending(BytePath(bytes: names[3])))
            let reply = try await search.search(.photo(photo), .init(k: 1))
            #expect(reply.hits.first?.source == folder.path + "/bad\\xff\\xfe.jpg")
        }
    }

    @Test("a missing folder and an empty folder are refused in one line, and leave no job")
    func nothingToIndex() async throws {
        try await Bench.with { bench in
            let folder = try TemporaryFolder()
            try FileManager.default.createDirectory(atPath: folder.file("empty/sub"), withIntermediateDirectories: true)
            for (name, code) in [("missing", SemblanceError.Code.notFound), ("empty", .notFound)] {
                let error = await failure {
                    _ = try await bench.indexer().index(CorpusSource([BytePath(folder.file(name))]), record: bench.record)
                }
                #expect(error?.code == code)
                #expect(error?.description.contains(name) == true)
            }
            #expect(try await bench.newestJob() == nil)
        }
    }

    @Test("the first version to complete an index begins to serve, the second one does not, nor one that encoded nothing")
    func activation() async throws {
        try await Bench.with { bench in
            let broken = try TemporaryFolder()
            try broken.write([1, 2], to: "x.jpg")
            #expect(try await bench.index(broken).failed == 1)
            #expect(try await bench.database.activations.current(in: bench.collection.id) == nil)

            let folder = try TestCorpus.faces(3)
            _ = try await bench.index(folder)
            #expect(try await bench.database.activations.current(in: bench.collection.id)?.modelID == bench.record.id)

            let second = try await bench.database.models.register(Bench.model(), in: bench.collection.id)
            let report = try await bench.indexer().index(CorpusSource([folder.bytePath]), record: second)
            #expect(report.encoded == 3 && report.unchanged == 0, "another version encodes the photos anew")
            #expect(try await bench.database.activations.current(in: bench.collection.id)?.modelID == bench.record.id)
            #expect(try await bench.database.latents.count(model: second.id) == 3)
            #expect(try await bench.database.images.count(in: bench.collection.id) == 3)
        }
    }

    @Test("what is shown of a run only ever grows, to the total")
    func progress() async throws {
        try await Bench.with { bench in
            let folder = try TestCorpus.noise(150)
            let seen = Mutex<[JobProgress]>([])
            let report = try await bench.index(folder) { progress in seen.withLock { $0.append(progress) } }
            let steps = seen.withLock { $0 }
            #expect(steps.count >= 4)
            for (earlier, later) in zip(steps, steps.dropFirst()) {
                #expect(earlier.encoded <= later.encoded && earlier.duplicates <= later.duplicates && earlier.failed <= later.failed)
            }
            #expect(steps.allSatisfy { $0.total == 165 && $0.encoded + $0.duplicates + $0.failed <= 165 })
            #expect(steps.last == JobProgress(total: 165, encoded: 150, duplicates: 0, failed: 15))
            #expect(report.encoded == 150 && report.failed == 15 && report.imagesPerSecond > 0)
            #expect(Set(report.stages.keys).isSuperset(of: ["read", "hash", "decode", "thumbnail", "encode"]))
        }
    }

    @Test("a photo is indexed as the pixels that a search makes of the same file, and its thumbnail shows it")
    func preparation() async throws {
        try await Bench.with { bench in
            let folder = try TestCorpus.faces(3)
            let wide = DrawnFace(seed: 5).image(size: 400).cropped(to: PixelRectangle(x: 0, y: 60, width: 400, height: 270))
            try folder.write(try ImageEncoding.jpeg(wide, quality: 92), to: "wide.jpg")
            _ = try await bench.index(folder)
            let preprocessor = try Preprocessor(bench.record.model.preprocessing)
            for image in try await bench.database.images.list(in: bench.collection.id, limit: 10) {
                let source = BytePath(bytes: try #require(await bench.database.images.sources(of: [image.id])[image.id]?.first))
                let expected = try await ProjectingModel().encode([preprocessor.prepare(file: source)])[0]
                #expect(try await bench.database.latents.find(image: image.id, model: bench.record.id) == expected)
                let thumbnail = try ImageDecoder.info(of: try #require(await bench.database.images.thumbnail(of: image.id)))
                #expect(thumbnail.format == .jpeg && max(thumbnail.width, thumbnail.height) <= 256)
                let ratio = Double(image.width) / Double(image.height) / (Double(thumbnail.width) / Double(thumbnail.height))
                #expect(abs(ratio - 1) < 0.05)
            }
        }
    }

    @Test("two runs over one folder at once end alike, and what they leave is what one leaves")
    func concurrency() async throws {
        try await Bench.with { bench in
            let folder = try TestCorpus.noise(130)
            try folder.write(Array(FileReader.read(BytePath(folder.file("noise/1000.png")))), to: "noise/copy.png")
            async let first = bench.index(folder)
            async let second = bench.index(folder)
            for report in [try await first, try await second] {
                #expect(report.total == 144 && report.encoded == 130 && report.duplicates == 1 && report.failed == 13)
            }
            let alone = try await bench.other("alone")
            _ = try await alone.index(folder)
            #expect(try await bench.table() == alone.table())
        }
    }
}
