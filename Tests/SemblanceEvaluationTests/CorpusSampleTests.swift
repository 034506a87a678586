import SemblanceCore
import SemblanceImaging
import Testing

@testable import SemblanceEvaluation

@Suite("Samples of a corpus") struct CorpusSampleTests {
    private let paths = (0..<100).map { BytePath("\(1000 + $0).jpg") }

    @Test("Persons come whole, and as many as fit", arguments: [1, 7, 50, 99])
    func whole(limit: Int) throws {
        // Persons of four photos; the last twenty photos show nobody known.
        let groups: [String?] = paths.indices.map { $0 < 80 ? "person \($0 / 4)" : nil }
        let chosen = try CorpusSample(limit: limit, seed: 1).choose(paths, groups: groups)
        #expect(chosen.count == limit && chosen == chosen.sorted())
        let sizes = Dictionary(grouping: chosen.filter { $0 < 80 }) { $0 / 4 }.values.map(\.count)
        #expect(sizes.allSatisfy { $0 == 4 })
    }

    @Test("The sample follows from names and seed, not from the order of files")
    func order() throws {
        let nobody = [String?](repeating: nil, count: 100)
        let sample = try CorpusSample(limit: 10, seed: 1)
        let forward = sample.choose(paths, groups: nobody).map { paths[$0] }
        let reversed = Array(paths.reversed())
        #expect(Set(sample.choose(reversed, groups: nobody).map { reversed[$0] }) == Set(forward))
        #expect(try CorpusSample(limit: 10, seed: 2).choose(paths, groups: nobody).map { paths[$0] } != forward)
        #expect(CorpusSample.some(10, of: paths, seed: 1) == Set(forward))
    }

    @Test("Without a limit, or with one that is not reached, all are taken; a limit of none is refused")
    func all() throws {
        let nobody = [String?](repeating: nil, count: 100)
        for limit in [nil, 100, 1000] { #expect(try CorpusSample(limit: limit, seed: 1).choose(paths, groups: nobody).count == 100) }
        #expect(throws: SemblanceError.self) { try CorpusSample(limit: 0, seed: 1) }
    }
}
