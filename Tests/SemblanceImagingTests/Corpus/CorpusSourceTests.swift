import Glibc
import SemblanceCore
import SemblanceImaging
import SemblanceTestSupport
import Testing

@Suite("The sources of a corpus") struct CorpusSourceTests {
    let folder: TemporaryFolder
    let root: BytePath

    init() throws {
        folder = try TemporaryFolder()
        root = try folder.bytePath.absolute()
    }

    private static let jpeg: [UInt8] = [0xFF, 0xD8, 0xFF, 0xE0, 0, 0, 0, 0]

    @Test("A folder's files come in the byte order of their paths, with what the file system says of them")
    func folderOrder() throws {
        for name in ["b.jpg", "a/z.png", "a/deep/er/x", "a.txt", "Z", "a/y", ".hidden", ".cache/x", "a-b/c", "a0"] {
            try folder.write([1, 2, 3], to: name)
        }
        #expect(mkfifo(folder.file("pipe"), 0o600) == 0)
        let items = try CollectedItems(root)
        #expect(items.names == ["Z", "a-b/c", "a.txt", "a/deep/er/x", "a/y", "a/z.png", "a0", "b.jpg"])
        #expect(items.names == items.names.sorted())
        #expect(items.entries.map(\.source) == items.names.map { root.appending($0) })
        #expect(items.covers == [BytePath(bytes: root.bytes + [UInt8(ascii: "/")])] && items.failures.isEmpty)
        let listing = try CorpusFolder(root).scan().files
        #expect(listing.map(\.path) == items.names && listing.map(\.modified) == items.entries.map(\.modified))
        #expect(items.entries.allSatisfy { $0.size == 3 && $0.archiveLength == 0 && $0.position == 0 && $0.archive == nil })
        #expect(listing.map { Int64(bitPattern: $0.inode) } == items.entries.map(\.inode))
    }

    @Test("Names keep their bytes: composed or not, valid UTF-8 or not")
    func names() throws {
        let names: [[UInt8]] = [Array("cafe\u{301}".utf8), Array("caf\u{e9}".utf8), [0x6E, 0xFF, 0xFE], Array("new\nline".utf8), [0x20]]
        for (index, name) in names.enumerated() { try FileWriter.write([UInt8(index)], to: root.appending(BytePath(bytes: name))) }
        let items = try CollectedItems(root)
        #expect(items.names == names.map { BytePath(bytes: $0) }.sorted())
        for read in try items.contents() { #expect(read.bytes == [UInt8(try #require(names.firstIndex(of: read.entry.name.bytes)))]) }
    }

    @Test("Links are left out unless they are followed; then loops end, and links to nothing are failures")
    func links() throws {
        for name in ["real/a", "real/sub/b", "outside/c"] { try folder.write([7], to: "corpus/\(name)") }
        try folder.write([8], to: "elsewhere/d")
        for (target, link) in [
            ("a", "real/link"), ("../elsewhere", "folder"), ("..", "real/loop"), ("nowhere", "dangling"), ("circle", "circle"),
        ] {
            #expect(symlink(target, folder.file("corpus/\(link)")) == 0)
        }
        let place = root.appending("corpus")
        #expect(try CollectedItems(place).names == ["outside/c", "real/a", "real/sub/b"])
        #expect(try CollectedItems(place).failures.isEmpty)
        let items = try CollectedItems(place, followsLinks: true)
        #expect(items.names == ["folder/d", "outside/c", "real/a", "real/link", "real/sub/b"])
        #expect(items.entries[0].source == place.appending("folder/d"))
        #expect(items.failures.map(\.path) == [place.appending("circle"), place.appending("dangling")])
        #expect(items.failures.map(\.error.code) == [.unreadable, .notFound])
        #expect(try items.contents(followsLinks: true).map(\.bytes) == [[8], [7], [7], [7], [7]])
        #expect(try items.contents().compactMap(\.error?.code) == [.unreadable])
    }

    @Test("A folder that cannot be opened is a failure, and the rest comes")
    func unreachable() throws {
        try folder.write([1], to: "a")
        try folder.write([1], to: "z")
        // Made one below the other by descriptors: the path of the last is longer than the system takes, for root too.
        let name = String(repeating: "d", count: 250)
        var parent = open(folder.path, O_RDONLY | O_DIRECTORY)
        for _ in 0..<20 {
            #expect(mkdirat(parent, name, 0o700) == 0)
            let child = openat(parent, name, O_RDONLY | O_DIRECTORY)
            close(parent)
            parent = child
        }
        close(parent)
        let items = try CollectedItems(root)
        #expect(items.names == ["a", "z"] && items.failures.map(\.error.code) == [.unreadable])
        #expect(items.failures.first?.path.bytes.starts(with: root.appending(BytePath(name)).bytes) == true)
    }

    @Test("A deep folder does not use up the descriptors")
    func deep() throws {
        let deep = Array(repeating: "d", count: 1200).joined(separator: "/")
        try folder.write([1], to: deep + "/x")
        try folder.write([1], to: "d/y")
        #expect(try CollectedItems(root).names == [BytePath(deep + "/x"), "d/y"])
    }

    @Test("An image counts itself, under its last component; places are absolute")
    func image() throws {
        try folder.write(Self.jpeg, to: "sub/photo")
        #expect(symlink("sub/photo", folder.file("link.jpg")) == 0)
        let source = try CorpusSource([root.appending("sub/../link.jpg"), root.appending("sub")])
        #expect(source.places == [root.appending("sub/photo"), root.appending("sub")])
        let items = try CollectedItems(source)
        #expect(items.names == ["link.jpg", "photo"] && Set(items.entries.map(\.source)) == [root.appending("sub/photo")])
        #expect(items.covers == [root.appending("sub/photo"), root.appending("sub/")])
    }

    @Test(
        "What is no corpus is refused in one line that names it",
        arguments: [
            ("gzip", [0x1F, 0x8B, 8, 0], SemblanceError.Code.unsupported, "gunzip"),
            ("zstd", [0x28, 0xB5, 0x2F, 0xFD], .unsupported, "unzstd"),
            ("xz", [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0], .unsupported, "unxz"),
            ("bzip2", Array("BZh91AY&SY".utf8), .unsupported, "bunzip2"),
            ("gif", Array("GIF89a".utf8) + [1, 0, 0, 0], .unsupported, "a GIF"), ("binary", [1, 0, 0, 2], .unsupported, "list of paths"),
        ] as [(String, [UInt8], SemblanceError.Code, String)])
    func refused(name: String, bytes: [UInt8], code: SemblanceError.Code, words: String) throws {
        try folder.write(bytes, to: name)
        let error = #expect(throws: SemblanceError.self) { try CorpusSource([root.appending(BytePath(name))]) }
        #expect(error?.code == code && error?.description.contains(words) == true && error?.message.contains("/\(name):") == true)
    }

    @Test("What is missing or a pipe is refused; nothing at all is an empty corpus")
    func missing() throws {
        #expect(mkfifo(folder.file("pipe"), 0o600) == 0)
        let error = #expect(throws: SemblanceError.self) { try CorpusSource([root.appending("no")]) }
        #expect(error?.code == .notFound && error?.message.hasSuffix("no: no such file or folder") == true)
        #expect(errorCode { _ = try CorpusSource([root.appending("pipe")]) } == .invalidArgument)
        try folder.write([], to: "nothing/list.txt")
        #expect(try CollectedItems(root.appending("nothing/list.txt")).covers.isEmpty)
        #expect(try CollectedItems(CorpusSource([])).entries.isEmpty)
    }

    @Test("What the body throws ends the walk, untouched")
    func bodyThrows() throws {
        for name in ["f/a", "f/b"] { try folder.write([1], to: name) }
        let tar = try Tar.pack(["f/a", "f/b"], in: folder)
        for place in [root.appending("f"), tar] {
            var calls = 0
            let error = #expect(throws: SemblanceError.self) {
                try CorpusSource([place]).forEach { item in
                    guard case .entry = item else { return }
                    calls += 1
                    throw SemblanceError(.cancelled, "enough")
                }
            }
            #expect(error?.code == .cancelled && calls == 1)
        }
    }
}
