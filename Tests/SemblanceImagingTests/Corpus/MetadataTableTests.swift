import SemblanceCore
import SemblanceImaging
import SemblanceTestSupport
import Testing

@Suite("Tables of metadata") struct MetadataTableTests {
    let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private func table(_ bytes: some Collection<UInt8>) throws -> MetadataTable {
        try MetadataTable(file: BytePath(try folder.write(Array(bytes), to: "table.csv")))
    }

    private func rows(_ text: String) throws -> [[String]] {
        var rows: [[String]] = []
        try table(text.utf8).forEachRow { rows.append([String(decoding: $0, as: UTF8.self), String(decoding: $1, as: UTF8.self)]) }
        return rows
    }

    @Test(
        "Numbers, booleans and text are told apart, and empty cells are left out",
        arguments: [
            ("1", "1"), (" -2.50e+3 ", "-2.50e+3"), ("0", "0"), ("007", #""007""#), ("+1", #""+1""#), ("1.", #""1.""#), (".5", #"".5""#),
            ("1e5000", #""1e5000""#), ("NaN", #""NaN""#), ("true", "true"), ("false", "false"), ("True", #""True""#), ("- 1", #""- 1""#),
            ("a\"\"b\\c", #""a\"b\\c""#), ("ä\u{1}\t世", "\"ä\\u0001\\u0009世\""), ("0x1F", #""0x1F""#), ("-0.0", "-0.0"), ("-", #""-""#),
        ])
    func values(cell: String, json: String) throws {
        #expect(try rows("file,v,w\na,\"\(cell)\",\n") == [["a", #"{"v":\#(json)}"#]])
    }

    @Test(
        "The key is the first column that is called like one, else the first of all",
        arguments: [
            ("a,Image,FILE", "FILE"), ("name,path", "path"), ("age,image_id", "image_id"), ("x,y", "x"),
            ("\u{FEFF}file_name,source", "file_name"),
        ])
    func keys(header: String, key: String) throws {
        let table = try table((header + "\r\n").utf8)
        #expect(
            table.keyColumn == key
                && table.columns == header.split(separator: ",").map { String($0.drop { $0 == "\u{FEFF}" }) }.filter { $0 != key })
    }

    @Test("Short rows and rows of nothing are fine; keys keep their bytes; names of columns are quoted")
    func odd() throws {
        #expect(
            try rows("file,a \"q\",b\nx\n,,\ny,1\n\nz,,\"2,\n3\"") == [
                ["x", "{}"], ["y", #"{"a \"q\"":1}"#], ["z", "{\"b\":\"2,\\u000a3\"}"],
            ])
        var keys: [[UInt8]] = []
        var values: [[UInt8]] = []
        try table(Array("file,v\n".utf8) + [0xFF, 0x20, 0x2C, 0xFE, 0x00, 0x0A]).forEachRow {
            keys.append($0); values.append($1)
        }
        #expect(keys == [[0xFF, 0x20]] && values == [Array("{\"v\":\"\u{FFFD}\u{FFFD}\"}".utf8)])
    }

    @Test(
        "A table that cannot be meant is refused by file and line",
        arguments: [
            ("", "table.csv: empty"), ("\n\n", "table.csv: empty"), ("file,a,a\n", "line 1: the column 'a'"),
            ("\nfile,,b\n", "line 2: column 2"),
            ("file,a\nx,1,2\n", "line 2: 3 cells"), ("a,file\n1,x\n2,\n", "line 3: no 'file'"), ("file,a\nx,\"1\n", "line 2: a quote"),
            ("file,\"a\"b\n", "line 1: text follows"),
        ])
    func refused(text: String, words: String) {
        let error = #expect(throws: SemblanceError.self) { try rows(text) }
        #expect(error?.code == .invalidArgument && error?.message.contains(words) == true && error?.message.contains("table.csv") == true)
    }

    @Test("A missing table is not found, and a folder is none")
    func missing() {
        #expect(errorCode { _ = try MetadataTable(file: BytePath(folder.file("no.csv"))) } == .notFound)
        #expect(errorCode { _ = try MetadataTable(file: folder.bytePath) } == .unreadable)
    }

    @Test("A table larger than the pieces it is read in comes whole, and again the same")
    func large() throws {
        let count = 30_000
        let text = "file,n,text\n" + (0..<count).map { "\($0).jpg,\($0),\"quoted, \($0)\"\r\n" }.joined()
        let table = try table(text.utf8)
        for _ in 0..<2 {
            var index = 0
            try table.forEachRow { key, metadata in
                guard key == Array("\(index).jpg".utf8), metadata == Array("{\"n\":\(index),\"text\":\"quoted, \(index)\"}".utf8) else {
                    throw SemblanceError(.corrupt, "row \(index)")
                }
                index += 1
            }
            #expect(index == count)
        }
    }

    @Test("A quote that is never closed ends a table before it fills the memory")
    func unclosed() throws {
        let error = #expect(throws: SemblanceError.self) { try rows("file,a\nx,\"" + String(repeating: "y\n", count: 9 << 20)) }
        #expect(error?.code == .invalidArgument && error?.message.contains("line 2: a record of more than") == true)
    }
}
