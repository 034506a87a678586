import Foundation
import SemblanceCore
import SemblanceImaging
import SemblanceStorage
import SemblanceTestSupport
import Testing

@testable import SemblanceService

@Suite("Indexing hostile files", .enabled(if: Corpora.has(Corpora.hostile))) struct HostileIndexTests {
    @Test("each file ends as its manifest says, beside drawn faces that all go in")
    func hostile() async throws {
        let table = try String(contentsOfFile: Corpora.hostile + "/manifest.csv", encoding: .utf8)
        let rows = table.split(whereSeparator: \.isNewline).dropFirst().map { $0.split(separator: ",", maxSplits: 2).map(String.init) }
        let outcomes = Dictionary(uniqueKeysWithValues: rows.map { ($0[0], $0[1]) })
        try await Bench.with { bench in
            let folder = try TestCorpus.faces(12)
            for name in outcomes.keys {
                try FileManager.default.copyItem(atPath: Corpora.hostile + "/" + name, toPath: folder.file(name))
            }
            let report = try await bench.index(folder)
            #expect(report.total == 12 + outcomes.count)
            #expect(report.total == report.encoded + report.duplicates + report.failed)

            let failures = try await bench.database.jobs.failures(of: report.job)
            #expect(failures.count == report.failed)
            let codes = Dictionary(uniqueKeysWithValues: failures.map { (BytePath(bytes: $0.source).lastComponent.string ?? "", $0.code) })
            let search = try await SimilaritySearch(database: bench.database, record: bench.record, model: ProjectingModel())
            for (name, outcome) in outcomes.sorted(by: { $0.key < $1.key }) {
                switch outcome {
                case "ok":
                    let reply = try await search.search(.photo(search.photo(file: BytePath(folder.file(name)))), .init(k: 20))
                    let same = reply.hits.filter { $0.distance < 1e-5 }.map(\.imageID)
                    let sources = try await bench.database.images.sources(of: same).values.joined()
                    #expect(sources.contains(Array(folder.file(name).utf8)), "\(name) is found")
                    #expect(codes[name] == nil)
                case "any": #expect(codes[name] == nil || codes[name] == "undecodable")
                default: #expect(codes[name] == outcome, "\(name)")
                }
            }
            #expect(codes.keys.allSatisfy { outcomes[$0] != nil })
            let again = try await bench.index(folder)
            #expect(again.unchanged == again.total - codes.values.count { $0 == "too_large" })
            #expect(again.encoded == report.encoded && again.duplicates == report.duplicates && again.failed == report.failed)
        }
    }
}
