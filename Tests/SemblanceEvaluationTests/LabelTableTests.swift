import SemblanceCore
import SemblanceImaging
import Testing

@testable import SemblanceEvaluation

@Suite("Tables of labels") struct LabelTableTests {
    private func table(_ text: String) throws -> LabelTable { try LabelTable(csv: Array(text.utf8), source: "labels.csv") }

    @Test("Photos are found by path, or else by their last component; what is unknown is nil")
    func values() throws {
        let table = try table("male,file,age\n1,a.jpg,30\n-1,sub/a.jpg,\n 0 ,b.jpg,41\n")
        #expect(table.columns == ["male", "age"] && table.count == 3)
        let paths: [BytePath] = ["a.jpg", "sub/a.jpg", "images/b.jpg", "c.jpg"]
        #expect(table.values(of: "male", for: paths) == ["1", "-1", "0", nil])
        #expect(table.values(of: "age", for: paths) == ["30", nil, "41", nil])
        #expect(table.values(of: "file", for: paths) == [nil, nil, nil, nil])
    }

    @Test("A name that is no UTF-8 finds its row")
    func bytes() throws {
        let table = try LabelTable(csv: Array("file,x\n".utf8) + [0xFF, 0xFE] + Array(",1\n".utf8), source: "labels.csv")
        #expect(table.values(of: "x", for: [BytePath(bytes: [0xFF, 0xFE]), BytePath(bytes: [0xFF])]) == ["1", nil])
    }

    @Test("A column of at most two values is binary, whatever they are")
    func binary() throws {
        let table = try table("file,sign,bit,gender,age,flat\na,-1,0,M,1,1\nb,1,1,F,2,1\nc,,1,M,3,1\n")
        #expect(table.columns.filter(table.isBinary) == ["sign", "bit", "gender", "flat"])
    }

    @Test(
        "A table that cannot be meant is refused",
        arguments: [
            ("name,x\na,1\n", SemblanceError.Code.incompatible, "'file'"), ("", .incompatible, "'file'"),
            ("file,x\na,1\nb\n", .corrupt, "line 3"),
            ("file,x\na,1\n\na,2\n", .conflict, "line 4 names a a second time"), ("file,x,x\na,1,2\n", .conflict, "'x'"),
        ])
    func refused(text: String, code: SemblanceError.Code, words: String) {
        let error = #expect(throws: SemblanceError.self) { try table(text) }
        #expect(error?.code == code && error?.message.contains(words) == true, "\(String(describing: error))")
    }
}
