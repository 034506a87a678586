import Foundation
import Logging
import Testing

@testable import SemblanceServer

@Suite("JSON log")
struct JSONLogHandlerTests {
    @Test("a line is one JSON object with the metadata flattened")
    func line() throws {
        let lines = LineRecorder()
        var logger = Logger.recording(lines)
        logger[metadataKey: "request_id"] = "abc"
        logger.warning(
            "two\nlines",
            metadata: [
                "count": .stringConvertible(3), "ratio": .stringConvertible(0.5), "ok": .stringConvertible(true),
                "nested": ["a": "1", "b": ["c": "2"]], "list": ["x", "y"], "message": "mine", "request_id": "def",
            ])
        let line = try #require(lines.all.first)
        #expect(line.filter(\.isNewline) == "\n")
        #expect(line.hasPrefix("{\"time\":\""))
        let object = try #require(try lines.objects("two\nlines").first)
        #expect(object["level"] as? String == "warning")
        #expect(object["label"] as? String == "test")
        #expect(object["request_id"] as? String == "def")
        #expect(object["count"] as? Int == 3)
        #expect(object["ratio"] as? Double == 0.5)
        #expect(object["ok"] as? Bool == true)
        #expect(object["nested.a"] as? String == "1")
        #expect(object["nested.b.c"] as? String == "2")
        #expect(object["list"] as? [String] == ["x", "y"])
        #expect(object["metadata.message"] as? String == "mine")
        let time = try #require(object["time"] as? String)
        #expect(time.wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/) != nil)
    }

    @Test("every character survives, and none breaks the line")
    func escaping() throws {
        let text = String(String.UnicodeScalarView((0..<0x180).compactMap(UnicodeScalar.init))) + "\u{2028}\u{2029}😀\"\\"
        let lines = LineRecorder()
        Logger.recording(lines).info("m", metadata: ["key\n\"": .string(text)])
        let line = try #require(lines.all.first)
        #expect(line.unicodeScalars.dropLast().allSatisfy { $0.value >= 0x20 && $0 != "\u{2028}" && !(0x7F..<0xA0).contains($0.value) })
        #expect(try lines.objects("m").first?["key\n\""] as? String == text)
    }

    @Test("lines below the level are not written")
    func level() {
        let lines = LineRecorder()
        let logger = Logger(label: "l") { JSONLogHandler(label: $0, level: .error) { lines.add($0) } }
        logger.info("no")
        logger.error("yes")
        #expect(lines.all.count == 1)
    }
}
