import SemblanceCore
import SemblanceImaging
import SemblanceTestSupport
import Testing

@Suite("Samples in tars") struct TarSampleTests {
    let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    @Test("Members beside an image are its metadata, wherever in the sample they stand")
    func sidecars() throws {
        let tar = try Tar.pack(
            [
                "s/0.jpg": "A", "s/0.json": #"{"age": 30, "tags": ["x", null], "ok": true}"#, "s/0.txt": " a face \n",
                "s/1.cls": "7", "s/1.txt": "b", "s/1.jpg": "B",
                "s/2.cls": "cat", "s/2.png": "C",
                "s/3.json": "[1, 2.5]", "s/3.jpg": "D",
                "s/4.jpg": "E",
                "t/4.txt": "of t/4", "t/4.jpg": "F",
            ], in: folder)
        let items = try CollectedItems(tar)
        #expect(items.names == ["s/0.jpg", "s/1.jpg", "s/2.png", "s/3.jpg", "s/4.jpg", "t/4.jpg"])
        let contents = try items.contents()
        #expect(contents.map(\.bytes) == ["A", "B", "C", "D", "E", "F"].map { Array($0.utf8) })
        #expect(
            contents.map(\.metadata) == [
                #"{"age":30,"ok":true,"tags":["x",null],"text":"a face"}"#, #"{"class":7,"text":"b"}"#, #"{"class":"cat"}"#,
                #"{"json":[1,2.5]}"#, "{}", #"{"text":"of t/4"}"#,
            ])
    }

    @Test("Two images of one key share their metadata; a sample of nothing but metadata counts itself")
    func shared() throws {
        let tar = try Tar.pack(
            ["0.left.jpg": "L", "0.right.jpg": "R", "0.json": #"{"n": 1}"#, "notes.txt": "n", "notes.json": "{}", "z.jpg": "Z"], in: folder)
        let items = try CollectedItems(tar)
        #expect(items.names == ["0.left.jpg", "0.right.jpg", "notes.txt", "notes.json", "z.jpg"])
        #expect(items.entries.map(\.position) == [0, 0, 3072, 3072, 5120])
        let contents = try items.contents()
        #expect(contents.map(\.bytes) == ["L", "R", "n", "{}", "Z"].map { Array($0.utf8) })
        #expect(contents.map(\.metadata).prefix(2) == [#"{"n":1}"#, #"{"n":1}"#])
    }

    @Test("What is no JSON or too large is noted; what databases refuse is replaced")
    func hostile() throws {
        let tar = try Tar.pack(
            [
                "0.jpg": "A", "0.json": "{broken", "1.jpg": "B", "1.json": "\"" + String(repeating: "x", count: 1 << 20) + "\"",
                "2.jpg": "C", "2.json": #"{"a\u0000": "b\u0000c"}"#, "3.jpg": "D", "3.cls": "007", "4.jpg": "E",
                "4.json": #"{"x": 1e999999}"#,
            ], in: folder)
        let metadata = try CollectedItems(tar).contents(maximumBytes: 100).map(\.metadata)
        #expect(metadata[0] == #"{"metadata_error":"0.json: not valid JSON"}"#)
        #expect(metadata[1] == #"{"metadata_error":"1.json: more bytes than the limit of 1048576"}"#)
        #expect(metadata[2] == "{\"a\u{FFFD}\":\"b\u{FFFD}c\"}")
        #expect(metadata[3] == #"{"class":"007"}"#)
        #expect(metadata[4]?.contains("metadata_error") == true)
    }

    @Test("A key that all names share does not make one sample of a tar, and reading finds the same samples")
    func sharedKey() throws {
        for index in 0..<200 { try folder.write([UInt8(index)], to: "in/frame.\(1000 + index).jpg") }
        let tar = try Tar.pack(["."], in: folder, options: ["--sort=name", "-C", "in"])
        let items = try CollectedItems(tar)
        #expect(items.entries.count == 200)
        #expect(Set(items.entries.map(\.position)).count == 4)
        var late = items
        late.entries = Array(items.entries[150...])
        #expect(try late.contents().map(\.bytes) == (150..<200).map { [UInt8($0)] })
    }
}
