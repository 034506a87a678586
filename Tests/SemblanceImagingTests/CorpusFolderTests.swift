import Glibc
import SemblanceCore
import SemblanceImaging
import SemblanceTestSupport
import Testing

@Suite struct CorpusFolderTests {
    let folder: TemporaryFolder
    let corpus: CorpusFolder

    init() throws {
        folder = try TemporaryFolder()
        corpus = CorpusFolder(folder.bytePath)
    }

    @Test("every regular file counts, in the order of bytes")
    func order() throws {
        for name in ["b.jpg", "a/z.png", "a/deep/er/x", "a.txt", "Z", "a/y"] { try folder.write([1], to: name) }
        #expect(try corpus.scan().files.map(\.path) == ["Z", "a.txt", "a/deep/er/x", "a/y", "a/z.png", "b.jpg"])
        #expect(try corpus.scan().failures.isEmpty)
    }

    @Test("hidden names, links, pipes and empty folders are left out")
    func leftOut() throws {
        for name in ["seen.jpg", ".hidden.jpg", ".cache/a.jpg", "sub/.DS_Store"] { try folder.write([1], to: name) }
        #expect(symlink("seen.jpg", folder.file("link.jpg")) == 0)
        #expect(symlink(".", folder.file("loop")) == 0)
        #expect(symlink("nowhere", folder.file("dangling")) == 0)
        #expect(mkfifo(folder.file("pipe"), 0o600) == 0)
        #expect(mkdir(folder.file("empty"), 0o700) == 0)
        #expect(try corpus.scan().files.map(\.path) == ["seen.jpg"])
    }

    @Test("names keep their bytes, valid UTF-8 or not, composed or not")
    func names() throws {
        let names: [[UInt8]] = [
            Array("cafe\u{301}".utf8), Array("caf\u{e9}".utf8), [0x6e, 0xff, 0xfe], Array("new\nline".utf8), Array(" ".utf8),
        ]
        for (index, name) in names.enumerated() {
            try FileWriter.write([UInt8(index)], to: folder.bytePath.appending(BytePath(bytes: name)))
        }
        let files = try corpus.scan().files
        #expect(files.map(\.path) == names.map { BytePath(bytes: $0) }.sorted())
        for file in files {
            #expect(try corpus.read(file) == [UInt8(try #require(names.firstIndex(of: file.path.bytes)))])
        }
    }

    @Test("size, time and inode are the file's")
    func attributes() throws {
        let path = try folder.write([1, 2, 3], to: "a")
        var times = [timespec(tv_sec: 1_700_000_000, tv_nsec: 123_456_789), timespec(tv_sec: 1_700_000_000, tv_nsec: 123_456_789)]
        #expect(utimensat(AT_FDCWD, path, &times, 0) == 0)
        #expect(link(path, folder.file("b")) == 0)
        let files = try corpus.scan().files
        #expect(files.map(\.size) == [3, 3])
        #expect(files[0].modified == 1_700_000_000_123_456_789)
        #expect(files[0].inode == files[1].inode && files[0].device == files[1].device)
    }

    @Test("a file that turned into a link after the scan is not read")
    func swappedForLink() throws {
        try folder.write([1], to: "secret")
        let path = try folder.write([2], to: "a")
        let file = try #require(try corpus.scan().files.first { $0.path == "a" })
        #expect(unlink(path) == 0)
        #expect(symlink("secret", path) == 0)
        #expect(errorCode { _ = try corpus.read(file) } == .unreadable)
    }

    @Test("the corpus itself may be a link")
    func linkedRoot() throws {
        try folder.write([1], to: "images/a")
        #expect(symlink("images", folder.file("link")) == 0)
        #expect(try CorpusFolder(BytePath(folder.file("link"))).scan().files.map(\.path) == ["a"])
    }

    @Test("a missing corpus and a file in its place are told apart")
    func noFolder() throws {
        let missing = #expect(throws: SemblanceError.self) { try CorpusFolder(BytePath(folder.file("no"))).scan() }
        #expect(missing?.code == .notFound && missing?.advice != nil)
        let path = BytePath(try folder.write([1], to: "file"))
        #expect(errorCode { _ = try CorpusFolder(path).scan() } == .invalidArgument)
        #expect(errorCode { _ = try CorpusFolder("").scan() } == .invalidArgument)
    }

    @Test(
        "a folder without the right to read it is reported, and the rest is listed",
        .enabled(if: getuid() != 0, "root may read everything"))
    func forbidden() throws {
        for name in ["a/1", "locked/2", "z/3"] { try folder.write([1], to: name) }
        #expect(chmod(folder.file("locked"), 0) == 0)
        defer { _ = chmod(folder.file("locked"), 0o700) }
        let listing = try corpus.scan()
        #expect(listing.files.map(\.path) == ["a/1", "z/3"])
        #expect(listing.failures.map(\.path) == ["locked"])
        #expect(listing.failures.first?.error.code == .unreadable)
    }

    @Test("a path that is too long for the system is reported, and the rest is listed")
    func tooDeep() throws {
        try folder.write([1], to: "a")
        let here = open(folder.path, O_RDONLY | O_DIRECTORY)
        defer { close(here) }
        // Made one below the other by descriptors, as no single path reaches the last.
        let name = String(repeating: "d", count: 250)
        var parent = dup(here)
        for _ in 0..<20 {
            #expect(mkdirat(parent, name, 0o700) == 0)
            let child = openat(parent, name, O_RDONLY | O_DIRECTORY)
            close(parent)
            parent = child
        }
        close(parent)
        let listing = try corpus.scan()
        #expect(listing.files.map(\.path) == ["a"])
        #expect(listing.failures.count == 1)
        #expect(listing.failures.first?.error.code == .unreadable)
    }
}
