import Glibc
import SemblanceCore
import SemblanceImaging
import SemblanceTestSupport
import Testing

@Suite("Tars as sources") struct TarSourceTests {
    let folder: TemporaryFolder
    let root: BytePath

    init() throws {
        folder = try TemporaryFolder()
        root = try folder.bytePath.absolute()
    }

    @Test("Every header format gives the same members, in the tar's order", arguments: ["gnu", "pax", "ustar"])
    func formats(format: String) throws {
        let long = "long/" + String(repeating: "n", count: 99) + "/" + String(repeating: "m", count: 90) + ".jpg"
        let names = ["z.jpg", "a/b.jpg", long, "c.jpg"]
        for (index, name) in names.enumerated() { try folder.write(Array(repeating: UInt8(index), count: index * 700), to: "in/" + name) }
        let tar = try Tar.pack(names.map { "./" + $0 }, in: folder, options: ["--format=\(format)", "-C", "in"])
        let items = try CollectedItems(tar)
        #expect(items.names == names.map { BytePath($0) } && items.failures.isEmpty)
        #expect(items.covers == [BytePath(bytes: tar.bytes + [UInt8(ascii: "/")])])
        #expect(items.entries.map(\.source) == names.map { tar.appending(BytePath($0)) })
        #expect(items.entries.map(\.size) == [0, 700, 1400, 2100])
        var status = stat()
        #expect(stat(folder.file("corpus.tar"), &status) == 0)
        #expect(
            items.entries.allSatisfy { $0.archive == tar && $0.inode == Int64(status.st_ino) && $0.modified > 1_600_000_000_000_000_000 })
        #expect(items.entries.map(\.position) == items.entries.map(\.position).sorted() && items.entries[0].position == 0)
        let contents = try items.contents()
        #expect(contents.map(\.bytes) == (0..<4).map { Array(repeating: UInt8($0), count: $0 * 700) })
        #expect(contents.map(\.entry) == items.entries && contents.allSatisfy { $0.metadata == "{}" })
    }

    @Test("Names come as the tar's bytes in every locale", arguments: ["gnu", "pax"], ["C", "C.UTF-8"])
    func bytes(format: String, name: String) throws {
        let names: [[UInt8]] = [Array("cafe\u{301}".utf8), Array("caf\u{e9}".utf8), [0x6E, 0xFF, 0xFE], Array("世界".utf8)]
        for name in names { try FileWriter.write([1], to: root.appending(BytePath(bytes: name))) }
        let tar = try Tar.pack(names: names, in: folder, options: ["--format=\(format)"])
        let locale = try #require(newlocale(LC_CTYPE_MASK, name, nil))
        let previous = uselocale(locale)
        let items = Result { try CollectedItems(tar) }
        #expect(uselocale(previous) == locale)
        freelocale(locale)
        #expect(try items.get().names == names.map { BytePath(bytes: $0) } && items.get().failures.isEmpty)
        #expect(try items.get().contents().allSatisfy { $0.bytes == [1] })
    }

    @Test("Hidden members, folders, links and pipes are left out; paths that lead out of the tar are names")
    func leftOut() throws {
        for name in ["in/a.jpg", "in/.hidden.jpg", "in/.git/b.jpg", "in/sub/._c.jpg", "in/sub/d.jpg", "up.jpg", "root.jpg"] {
            try folder.write([1], to: name)
        }
        #expect(symlink("a.jpg", folder.file("in/link")) == 0)
        #expect(mkfifo(folder.file("in/pipe"), 0o600) == 0)
        let members = ["a.jpg", ".hidden.jpg", ".git", "sub", "link", "pipe", "../up.jpg", folder.file("root.jpg")]
        let tar = try Tar.pack(members, in: folder, options: ["-P", "--sort=name", "-C", "in"])
        let items = try CollectedItems(tar)
        #expect(items.names == ["a.jpg", "sub/d.jpg", "../up.jpg", BytePath(folder.file("root.jpg"))] && items.failures.isEmpty)
        #expect(try items.contents().map(\.bytes) == [[1], [1], [1], [1]])
    }

    @Test(
        "Of a tar that is cut, the members before count, and one failure says after which it ends",
        arguments: [400, 700, 1100, 1536, 2048, 2100])
    func cut(length: Int) throws {
        for name in ["a.jpg", "b.jpg", "c.jpg"] { try folder.write(Array(repeating: 1, count: 500), to: name) }
        let tar = try Tar.pack(["a.jpg", "b.jpg", "c.jpg"], in: folder)
        try FileWriter.write(Array(FileReader.read(tar).prefix(length)), to: tar)
        let items = try CollectedItems(tar)
        let whole = length / 1024
        #expect(items.names == ["a.jpg", "b.jpg", "c.jpg"].prefix(whole).map { BytePath($0) })
        #expect(items.failures.map(\.path) == [tar] && items.failures.map(\.error.code) == [.undecodable])
        let words = whole == 0 ? "at its beginning" : "after its member \(items.names[whole - 1])"
        #expect(items.failures[0].error.message == "\(tar): the tar is damaged or cut \(words)")
        #expect(try items.contents().map(\.bytes?.count) == Array(repeating: 500, count: whole))
    }

    @Test("Of a tar with a damaged header, the members before count")
    func damaged() throws {
        for name in ["a.jpg", "b.jpg", "c.jpg"] { try folder.write([1], to: name) }
        let tar = try Tar.pack(["a.jpg", "b.jpg", "c.jpg"], in: folder)
        var bytes = try FileReader.read(tar)
        bytes[1024 + 3] ^= 0x40
        try FileWriter.write(bytes, to: tar)
        let items = try CollectedItems(tar)
        #expect(items.names == ["a.jpg"] && items.failures.map(\.error.code) == [.undecodable])
        #expect(items.failures[0].error.message.contains("a.jpg"))
    }

    @Test("A tar is one by its name too; an empty one is a corpus of nothing, and a file of nothing is damaged")
    func empty() throws {
        try folder.write(Array(repeating: 0, count: 10_240), to: "zeros.tar")
        try folder.write([], to: "nothing.tar")
        #expect(try CollectedItems(root.appending("zeros.tar")).failures.isEmpty)
        #expect(try CollectedItems(root.appending("nothing.tar")).failures.map(\.error.code) == [.undecodable])
    }

    @Test("A tar may be a link, and is known by what it leads to")
    func linked() throws {
        try folder.write([1], to: "a.jpg")
        let tar = try Tar.pack(["a.jpg"], in: folder)
        #expect(symlink("corpus.tar", folder.file("link")) == 0)
        #expect(try CollectedItems(root.appending("link")).entries.map(\.source) == [tar.appending("a.jpg")])
    }
}
