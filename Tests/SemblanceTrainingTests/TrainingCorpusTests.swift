import Foundation
import SemblanceCore
import SemblanceImaging
import SemblanceTestSupport
import Testing

@testable import SemblanceTraining

@Suite("The corpus of a run") struct TrainingCorpusTests {
    @Test("a missing folder, a file, an empty folder and one with too few images are refused in one line that names it")
    func refusals() async throws {
        let folder = try TemporaryFolder()
        func code(_ name: String, minimumCount: Int = 8) async -> SemblanceError.Code? {
            let error = await failure {
                _ = try TrainingCorpus(
                    folder: BytePath(folder.file(name)), preprocessing: Preprocessing(resolution: 32), minimumCount: minimumCount,
                    cacheBytes: 0)
            }
            #expect(error?.description.contains(name) == true)
            #expect(error?.advice != nil)
            return error?.code
        }
        #expect(await code("missing") == .notFound)

        try folder.write([1, 2, 3], to: "file.jpg")
        #expect(await code("file.jpg") == .invalidArgument)

        try folder.write([1, 2, 3], to: "textual/notes.txt")
        #expect(await code("textual") == .notFound)
        #expect(await code("textual", minimumCount: 0) == .notFound, "nothing can be learned from no image")

        for index in 0..<3 { try folder.write(try ImageEncoding.png(RGBImage(width: 20, height: 20)), to: "few/\(index).png") }
        let few = await failure {
            _ = try TrainingCorpus(
                folder: BytePath(folder.file("few")), preprocessing: Preprocessing(resolution: 32), minimumCount: 4, cacheBytes: 0)
        }
        #expect(few?.code == .notFound)
        #expect(few?.message.contains("3 images") == true && few?.message.contains("4 are needed") == true)
    }

    @Test("files that are no images by their first bytes are left out, whatever their names say")
    func filter() throws {
        let folder = try DrawnFaces.folder()
        try folder.write(Array("file,identity\n".utf8), to: "labels.csv")
        try folder.write(Array("no picture at all, in spite of its name".utf8), to: "text.jpg")
        try folder.write([], to: "empty.png")
        try folder.write(try ImageEncoding.png(DrawnFace(seed: 1).image(size: 32)), to: "deeper/picture without extension")
        let corpus = try DrawnFaces.corpus(in: folder)
        #expect(corpus.count == DrawnFaces.count + 1)
        for index in 0..<corpus.count {
            let image = try corpus.image(at: index)
            #expect(image.width == 32 && image.height == 32)
        }
        #expect(corpus.undecodableCount == 0)
    }

    @Test("the next image that decodes stands in for a damaged one, always the same, and it is counted once")
    func damaged() throws {
        let folder = try DrawnFaces.folder()
        let face = try ImageEncoding.jpeg(DrawnFace(seed: 4).image(size: 64), quality: 90)
        // Names before and after all others: the first of the corpus, and the last, behind which the first comes again.
        try folder.write(Array(face.prefix(face.count / 2)), to: "!cut.jpg")
        try folder.write(Array(face.prefix(face.count / 3)), to: "~cut.jpg")
        let corpus = try DrawnFaces.corpus(in: folder)
        #expect(corpus.count == DrawnFaces.count + 2)
        #expect(try corpus.image(at: 0) == corpus.image(at: 1))
        #expect(corpus.undecodableCount == 1)
        #expect(try corpus.image(at: corpus.count - 1) == corpus.image(at: 1))
        #expect(try corpus.image(at: 0) == corpus.image(at: 1))
        #expect(corpus.undecodableCount == 2)
        #expect(try corpus.image(at: 1) != corpus.image(at: 2))
    }

    @Test("a corpus of damaged images alone says so")
    func allDamaged() async throws {
        let folder = try TemporaryFolder()
        let face = try ImageEncoding.jpeg(DrawnFace(seed: 4).image(size: 64), quality: 90)
        for index in 0..<3 { try folder.write(Array(face.prefix(200 + index)), to: "\(index).jpg") }
        let corpus = try DrawnFaces.corpus(in: folder, minimumCount: 3)
        let error = await failure { _ = try corpus.image(at: 1) }
        #expect(error?.code == .undecodable)
        #expect(error?.message.contains("none of the 3 images") == true)
    }

    @Test("images are kept in memory as far as allowed, and read again beyond that", arguments: [0, 2, 100])
    func cache(images room: Int) throws {
        let folder = try DrawnFaces.folder()
        let bytes = 32 * 32 * 3
        let corpus = try DrawnFaces.corpus(in: folder, cacheBytes: room * bytes + bytes / 2)
        let first = try (0..<corpus.count).map { try corpus.image(at: $0) }
        #expect(try (0..<corpus.count).map { try corpus.image(at: $0) } == first)
        // With the files gone, what can still be had is what memory holds.
        let names = try folder.bytePath.folderContents()
        for file in names.files { try folder.remove(file) }
        let kept = min(room, corpus.count)
        for index in 0..<kept { #expect(try corpus.image(at: index) == first[index]) }
        if kept < corpus.count { _ = try? corpus.image(at: kept) }
        #expect(corpus.undecodableCount == (kept == 0 ? corpus.count : corpus.count - kept))
    }
}

extension BytePath {
    fileprivate func folderContents() throws -> CorpusListing { try CorpusFolder(self).scan() }
}

extension TemporaryFolder {
    fileprivate func remove(_ file: CorpusFile) throws {
        try FileManager.default.removeItem(atPath: self.file(file.path.string ?? ""))
    }
}
