import Glibc
import SemblanceCore
import SemblanceImaging
import SemblanceTestSupport
import Testing

@Suite("Reading entries of a corpus") struct CorpusReaderTests {
    let folder: TemporaryFolder
    let root: BytePath

    init() throws {
        folder = try TemporaryFolder()
        root = try folder.bytePath.absolute()
    }

    private func tar(_ names: [String]) throws -> BytePath {
        for name in names { try folder.write(Array(name.utf8), to: name) }
        return try Tar.pack(names, in: folder)
    }

    @Test("Files that are gone, too large or links by now fail by their source, and the others come")
    func files() throws {
        for name in ["a", "b", "c", "d"] { try folder.write(Array(repeating: 1, count: 10), to: "in/" + name) }
        let items = try CollectedItems(root.appending("in"))
        #expect(unlink(folder.file("in/a")) == 0)
        try folder.write(Array(repeating: 1, count: 11), to: "in/b")
        #expect(unlink(folder.file("in/c")) == 0 && symlink("d", folder.file("in/c")) == 0)
        let contents = try items.contents(maximumBytes: 10)
        #expect(contents.map(\.error?.code) == [.notFound, .tooLarge, .unreadable, nil])
        #expect(contents.allSatisfy { $0.error?.message.contains($0.entry.source.description) != false })
        #expect(contents.map(\.entry) == items.entries && contents[3].metadata == "{}")
    }

    @Test("Members that are too large are not read, by their source")
    func tooLarge() throws {
        let contents = try CollectedItems(tar(["a.jpg", "longer.jpg", "b.jpg"])).contents(maximumBytes: 5)
        #expect(contents.map(\.error?.code) == [nil, .tooLarge, nil])
        #expect(contents[1].error?.message.contains("corpus.tar/longer.jpg: ") == true)
    }

    @Test(
        "Any choice of members is read, from the position of the first or from the start", arguments: [[0, 4], [3], [4, 1], [2, 3], []])
    func choice(of indices: [Int]) throws {
        var items = try CollectedItems(tar((0..<5).map { "\($0).jpg" }))
        items.entries = indices.map { items.entries[$0] }
        for isHinted in [true, false] {
            if !isHinted { items.entries = items.entries.map { $0.with(position: 0) } }
            let contents = try items.contents()
            #expect(contents.map(\.entry.name).sorted() == items.names.sorted())
            #expect(contents.allSatisfy { $0.bytes == $0.entry.name.bytes })
        }
    }

    @Test("Reading begins at the position: what stands before it is not looked at")
    func begins() throws {
        let tar = try tar(["a.jpg", "b.jpg", "c.jpg"])
        var items = try CollectedItems(tar)
        items.entries.removeFirst()
        let modified = items.entries[0].modified
        var bytes = try FileReader.read(tar)
        bytes[0] ^= 0x40
        try FileWriter.write(bytes, to: tar)
        let time = timespec(tv_sec: Int(modified / 1_000_000_000), tv_nsec: Int(modified % 1_000_000_000))
        #expect(utimensat(AT_FDCWD, folder.file("corpus.tar"), [time, time], 0) == 0)
        #expect(try items.contents().map(\.bytes) == [Array("b.jpg".utf8), Array("c.jpg".utf8)])
        items.entries = items.entries.map { $0.with(position: 0) }
        #expect(try items.contents().map(\.error?.code) == [.undecodable, .undecodable])
    }

    @Test(
        "A position that is no header's, or beyond the end, costs a look from the start and nothing else", arguments: [512, 700, 1 << 40])
    func stale(position: Int64) throws {
        var items = try CollectedItems(tar(["a.jpg", "b.jpg", "c.jpg"]))
        items.entries = items.entries.map { $0.with(position: position) }
        #expect(try items.contents().map(\.bytes) == items.names.map(\.bytes))
    }

    @Test("In a tar that was written anew, samples are read whole, and what is gone is not found")
    func rewritten() throws {
        for (name, text) in [("a.jpg", "A"), ("b.txt", "of b"), ("b.jpg", "B"), ("c.jpg", "C")] {
            try folder.write(Array(text.utf8), to: name)
        }
        let tar = try Tar.pack(["a.jpg", "b.jpg", "b.txt", "c.jpg"], in: folder)
        var items = try CollectedItems(tar)
        items.entries.removeFirst()
        // Where b.jpg stood, there is the second half of its sample now.
        _ = try Tar.pack(["b.txt", "b.jpg"], in: folder)
        let contents = try items.contents()
        #expect(contents.map(\.entry.name) == ["b.jpg", "c.jpg"])
        #expect(contents[0].bytes == Array("B".utf8) && contents[0].metadata == #"{"text":"of b"}"#)
        #expect(contents[1].error?.code == .notFound && contents[1].error?.message.hasPrefix("\(tar)/c.jpg: ") == true)
    }

    @Test("Of a tar that is cut or gone by now, each entry fails by itself")
    func cut() throws {
        let tar = try tar(["a.jpg", "b.jpg", "c.jpg"])
        let items = try CollectedItems(tar)
        try FileWriter.write(Array(FileReader.read(tar).prefix(1500)), to: tar)
        #expect(try items.contents().map(\.error?.code) == [nil, .undecodable, .undecodable])
        #expect(unlink(folder.file("corpus.tar")) == 0)
        let gone = try items.contents()
        #expect(gone.map(\.error?.code) == [.notFound, .notFound, .notFound])
        #expect(gone.allSatisfy { $0.error?.message.hasPrefix($0.entry.source.description) == true })
    }

    @Test("A path that a tar holds twice is read as often")
    func twice() throws {
        try folder.write([1], to: "a.jpg")
        let tar = try Tar.pack(["a.jpg", "a.jpg"], in: folder, options: ["--hard-dereference"])
        let items = try CollectedItems(tar)
        #expect(items.names == ["a.jpg", "a.jpg"])
        #expect(try items.contents().map(\.bytes) == [[1], [1]])
    }

    @Test("Files and members of several tars may be mixed")
    func mixed() throws {
        try folder.write([9], to: "files/x")
        let first = try tar(["a.jpg", "b.jpg"])
        let second = try Tar.pack(["b.jpg"], in: folder, to: "corpus.tar2.tar")
        let items = try CollectedItems(CorpusSource([first, root.appending("files"), second]))
        #expect(try items.contents().map(\.bytes) == [Array("a.jpg".utf8), Array("b.jpg".utf8), [9], Array("b.jpg".utf8)])
    }
}

extension CorpusEntry {
    fileprivate func with(position: Int64) -> CorpusEntry {
        CorpusEntry(
            source: source, name: name, size: size, modified: modified, inode: inode, archiveLength: archiveLength, position: position)
    }
}
