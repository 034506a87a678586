import SemblanceCore
import SemblanceImaging
import Testing

@Suite struct BytePathTests {
    @Test("composed and decomposed letters are different paths that Strings take for equal")
    func normalization() {
        let composed = "caf\u{e9}.jpg"
        let decomposed = "cafe\u{301}.jpg"
        #expect(composed == decomposed)
        #expect(BytePath(composed) != BytePath(decomposed))
        #expect(Set([BytePath(composed), BytePath(decomposed)]).count == 2)
    }

    @Test(
        "what people see is one line of printable text",
        arguments: [
            (Array("plain name.jpg".utf8), "plain name.jpg"),
            (Array("ünïcode 写真.jpg".utf8), "ünïcode 写真.jpg"),
            (Array("a\nb\u{1b}[31m".utf8), "a\\x0ab\\x1b[31m"),
            ([0x61, 0xff, 0xc3, 0x62], "a\\xff\\xc3b"),
            ([0xe2, 0x82], "\\xe2\\x82"),
            (Array("gpj.\u{202e}exe".utf8), "gpj.\\u{202e}exe"),
            (Array("back\\slash".utf8), "back\\\\slash"),
            (Array("line\u{2028}end\u{85}".utf8), "line\\u{2028}end\\u{85}"),
        ] as [([UInt8], String)])
    func display(bytes: [UInt8], shown: String) {
        #expect(BytePath(bytes: bytes).description == shown)
        #expect(BytePath(shown: shown)?.bytes == bytes)
    }

    @Test("what is shown is the path again, for any bytes")
    func shown() {
        var random = SplitMix64(seed: 5)
        for _ in 0..<2000 {
            let bytes = (0..<(random.next() % 12)).map { _ in UInt8(truncatingIfNeeded: random.next()) }
            #expect(BytePath(shown: BytePath(bytes: bytes).description)?.bytes == bytes)
        }
        for code in stride(from: UInt32(1), to: 0x11_0000, by: 97) {
            guard let scalar = Unicode.Scalar(code) else { continue }
            let path = BytePath("a" + String(Character(scalar)) + "b")
            #expect(BytePath(shown: path.description) == path)
        }
    }

    @Test("what shows no path is none", arguments: ["\\", "a\\q", "\\x4", "\\x+4", "\\xg0", "\\u20", "\\u{}", "\\u{d800}", "\\u{20"])
    func shownWrongly(text: String) {
        #expect(BytePath(shown: text) == nil)
    }

    @Test("a path is a String only where it is valid UTF-8")
    func strings() {
        #expect(BytePath("a/ü").string == "a/ü")
        #expect(BytePath(bytes: [0x61, 0xff]).string == nil)
    }

    @Test("order is that of bytes")
    func order() {
        let paths: [BytePath] = ["b", "a/c", "a.c", "Z", "é", "a"]
        #expect(paths.sorted() == ["Z", "a", "a.c", "a/c", "b", "é"])
    }

    @Test("paths are joined by one slash")
    func joining() {
        #expect(BytePath("a").appending("b") == "a/b")
        #expect(BytePath("/").appending("b") == "/b")
        #expect(BytePath("").appending("b") == "b")
        #expect(BytePath("a/b.jpg").lastComponent == "b.jpg")
        #expect(BytePath("b.jpg").lastComponent == "b.jpg")
    }
}
