import Foundation
import SemblanceCore
import SemblanceImaging
import SemblanceTestSupport
import Testing

@Suite(.enabled(if: Corpora.has(Corpora.hostile))) struct HostileCorpusTests {
    struct Row: CustomTestStringConvertible {
        let file: String
        let outcome: String
        var testDescription: String { file }
    }

    static var rows: [Row] {
        guard let table = try? String(contentsOfFile: Corpora.hostile + "/manifest.csv", encoding: .utf8) else { return [] }
        return table.split(whereSeparator: \.isNewline).dropFirst().compactMap { line in
            let fields = line.split(separator: ",", maxSplits: 2)
            return fields.count >= 2 ? Row(file: String(fields[0]), outcome: String(fields[1])) : nil
        }
    }

    @Test("every file ends as its manifest says", arguments: rows)
    func outcome(_ row: Row) throws {
        let path = BytePath(Corpora.hostile + "/" + row.file)
        let preprocessor = try Preprocessor(Preprocessing(resolution: 64))
        let code = errorCode {
            let image = try preprocessor.prepare(file: path)
            #expect(image.width == 64 && image.height == 64)
            let full = try ImageDecoder.decode(file: path)
            #expect(full.width >= 16 && full.height >= 16)
        }
        switch row.outcome {
        case "ok": #expect(code == nil)
        case "any": #expect(code == nil || code == .undecodable)
        default: #expect(code?.description == row.outcome)
        }
    }

    @Test("the eight orientations show the same upright picture", arguments: 1...8)
    func orientation(_ number: Int) throws {
        let image = try ImageDecoder.decode(file: BytePath(Corpora.hostile + "/orientation_\(number).jpg"))
        let right = image.width - 8
        let bottom = image.height - 8
        #expect(image[7, 7].red > 200 && image[7, 7].green < 60 && image[7, 7].blue < 60)
        #expect(image[right, 7].blue > 200 && image[right, 7].red < 60 && image[right, 7].green < 60)
        #expect(image[7, bottom].green > 200 && image[7, bottom].red < 60 && image[7, bottom].blue < 60)
        let first = try ImageDecoder.decode(file: BytePath(Corpora.hostile + "/orientation_1.jpg"))
        #expect(meanDifference(image, first) < 4)
    }

    @Test("the manifest names every file of the folder")
    func complete() throws {
        let files = try CorpusFolder(BytePath(Corpora.hostile)).scan().files.compactMap { $0.path.string }
        #expect(Set(files) == Set(HostileCorpusTests.rows.map(\.file) + ["manifest.csv"]))
    }
}
