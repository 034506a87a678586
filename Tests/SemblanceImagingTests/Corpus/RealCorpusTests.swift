import SemblanceCore
import SemblanceImaging
import SemblanceTestSupport
import Testing

@Suite("A corpus of photos as folder, list and tar", .enabled(if: Corpora.has(Corpora.celebaFaces))) struct RealCorpusTests {
    @Test("All three give the same names and the same bytes")
    func same() throws {
        let images = try BytePath(Corpora.celebaFaces + "/images").absolute()
        var files = try CollectedItems(images)
        files.entries = Array(files.entries.prefix(300))
        let names = files.names.compactMap(\.string)
        try #require(names.count == 300)
        let folder = try TemporaryFolder()
        let tar = try Tar.pack(names, in: folder, options: ["-C", images.string ?? ""])
        try folder.write(Array(files.entries.map(\.source.bytes).joined(separator: [UInt8(ascii: "\n")])), to: "list")

        let expected = try files.contents().map(\.bytes)
        let packed = try CollectedItems(tar)
        #expect(packed.names == files.names && packed.entries.map(\.size) == files.entries.map(\.size))
        #expect(try packed.contents().map(\.bytes) == expected)
        var late = packed
        late.entries = Array(packed.entries[200...])
        #expect(try late.contents().map(\.bytes) == Array(expected[200...]))
        #expect(try CollectedItems(BytePath(folder.file("list"))).contents().map(\.bytes) == expected)
        #expect(try ImageDecoder.decode(try #require(expected[0])).width > 16)
    }
}
