import SemblanceCore
import Testing

@testable import SemblanceImaging

@Suite("CSV") struct CSVReaderTests {
    private func records(_ text: String) throws -> [[String]] {
        var reader = CSVReader(Array(text.utf8), source: "labels.csv")
        var records: [[String]] = []
        while let fields = try reader.next() { records.append(fields.map { String(decoding: $0, as: UTF8.self) }) }
        return records
    }

    @Test(
        "Every line end, a byte-order mark, quotes and empty fields are read",
        arguments: [
            ("a,b\nc,d\n", [["a", "b"], ["c", "d"]]), ("a,b\r\nc,d", [["a", "b"], ["c", "d"]]), ("a,b\rc,d\r", [["a", "b"], ["c", "d"]]),
            ("\u{FEFF}a,b\n", [["a", "b"]]), ("\n\r\n\na\n\n", [["a"]]), ("", []), ("\u{FEFF}", []),
            (",\n,,", [["", ""], ["", "", ""]]), ("a,", [["a", ""]]),
            ("\"a,1\",\"say \"\"so\"\"\"\n\"\",x", [["a,1", "say \"so\""], ["", "x"]]), ("\"two\r\nlines\",b\n", [["two\r\nlines", "b"]]),
            ("5\" disk,b\n", [["5\" disk", "b"]]), ("ä,世界\n", [["ä", "世界"]]),
        ])
    func reads(text: String, expected: [[String]]) throws {
        #expect(try records(text) == expected)
    }

    @Test("Broken quotes are refused with their line", arguments: [("a\n\"b\nc\n", "line 2"), ("a,b\r\n\r\n\"c\"d,e\n", "line 3")])
    func refuses(text: String, place: String) {
        let error = #expect(throws: SemblanceError.self) { try records(text) }
        #expect(error?.code == .corrupt && error?.message.contains("labels.csv: \(place):") == true)
    }
}
