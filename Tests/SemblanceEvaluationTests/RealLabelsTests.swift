import SemblanceCore
import SemblanceImaging
import SemblanceTestSupport
import Testing

@testable import SemblanceEvaluation

@Suite("Labels of real photos") struct RealLabelsTests {
    @Test(
        "Every photo has its row, attributes are binary, and a sample holds whole persons", .enabled(if: Corpora.has(Corpora.celebaFaces)))
    func celebrities() throws {
        let table = try LabelTable(file: BytePath(Corpora.celebaFaces + "/labels.csv"))
        let paths = try CorpusFolder(BytePath(Corpora.celebaFaces)).scan().files.map(\.path).filter { $0.lastComponent != "labels.csv" }
        #expect(table.count == paths.count)
        let identities = table.values(of: LabelTable.identity, for: paths)
        #expect(!identities.contains(nil))
        #expect(table.columns.filter { !table.isBinary($0) } == [LabelTable.identity])

        let chosen = try CorpusSample(limit: 1000, seed: 1).choose(paths, groups: identities)
        #expect((996...1000).contains(chosen.count))
        func sizes(_ identities: [String?]) -> [String: Int] {
            Dictionary(identities.compactMap { $0 }.map { ($0, 1) }, uniquingKeysWith: +)
        }
        let all = sizes(identities)
        for (person, count) in sizes(chosen.map { identities[$0] }) { #expect(all[person] == count) }
    }
}
