import Glibc
import SemblanceCore
import SemblanceImaging
import SemblanceTestSupport
import Testing

@Suite("Lists of paths") struct PathListTests {
    let folder: TemporaryFolder
    let root: BytePath

    init() throws {
        folder = try TemporaryFolder()
        root = try folder.bytePath.absolute()
        for name in ["a.jpg", "sub/b.jpg", "sub/deep/c.jpg", "# d.jpg", "new\nline"] { try folder.write([1, 2], to: name) }
    }

    private func items(_ list: [UInt8]) throws -> CollectedItems {
        try folder.write(list, to: "lists/list")
        return try CollectedItems(root.appending("lists/list"))
    }

    @Test("Lines name files and folders; line ends of every kind, blank lines and a byte-order mark are dropped, and # is a name")
    func lines() throws {
        let items = try items(Array("\u{FEFF}../a.jpg\r\n\n\r\n\(folder.path)/sub\n../# d.jpg\n../sub/b.jpg".utf8))
        #expect(items.names == ["a.jpg", "b.jpg", "deep/c.jpg", "# d.jpg", "b.jpg"])
        let sources: [BytePath] = ["a.jpg", "sub/b.jpg", "sub/deep/c.jpg", "# d.jpg", "sub/b.jpg"]
        #expect(items.entries.map(\.source) == sources.map { root.appending($0) })
        #expect(items.covers == ["a.jpg", "sub/", "# d.jpg", "sub/b.jpg"].map { root.appending($0) } && items.failures.isEmpty)
    }

    @Test("Zeros separate names that hold line ends")
    func zeros() throws {
        let items = try items(Array("../a.jpg\0../new\nline\0".utf8))
        #expect(items.names == ["a.jpg", "new\nline"] && items.failures.isEmpty)
    }

    @Test("What is not there, or no file, is a failure with its absolute path, and the rest comes")
    func missing() throws {
        #expect(mkfifo(folder.file("pipe"), 0o600) == 0)
        let items = try items(Array("no.jpg\n../a.jpg\n/no/such\n../pipe\n../a.jpg/x\n".utf8))
        #expect(items.names == ["a.jpg"])
        let paths: [BytePath] = [
            root.appending("lists/no.jpg"), "/no/such", root.appending("lists/../pipe"), root.appending("lists/../a.jpg/x"),
        ]
        #expect(items.failures.map(\.path) == paths)
        #expect(items.failures.map(\.error.code) == [.notFound, .notFound, .invalidArgument, .invalidArgument])
    }

    @Test("A list within a list is a file; a tar in it is a tar, and a compressed one a failure")
    func nested() throws {
        try folder.write(Array("a.jpg\n".utf8), to: "other.txt")
        try folder.write([0x1F, 0x8B, 8, 0], to: "x.tar.gz")
        try folder.write([0x1F, 0x8B, 8, 0], to: "x.svgz")
        let tar = try Tar.pack(["a.jpg"], in: folder)
        let items = try items(Array("../other.txt\n../x.tar.gz\n../x.svgz\n../corpus.tar\n".utf8))
        #expect(items.entries.map(\.source) == [root.appending("other.txt"), root.appending("x.svgz"), tar.appending("a.jpg")])
        #expect(items.failures.map(\.error.code) == [.unsupported])
    }

    @Test("Names that are no UTF-8 are found, and lines may cross the pieces in which a list is read")
    func bytes() throws {
        let odd = BytePath(bytes: [0xFF, 0xFE])
        try FileWriter.write([1], to: root.appending(odd))
        var list: [UInt8] = []
        for _ in 0..<20_000 { list += Array("../a.jpg\n".utf8) }
        let items = try items(list + Array("../".utf8) + odd.bytes)
        #expect(items.entries.count == 20_001 && items.names.last == odd && items.failures.isEmpty)
    }

    @Test("Text that is no list of paths is refused before it fills the memory")
    func noList() throws {
        let error = #expect(throws: SemblanceError.self) { try items(Array("../a.jpg\n".utf8) + Array(repeating: 0x61, count: 200_000)) }
        #expect(error?.code == .unsupported && error?.message.contains("line 2") == true)
    }
}
