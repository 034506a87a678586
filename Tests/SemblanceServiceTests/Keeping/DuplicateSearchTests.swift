import Foundation
import SemblanceCore
import SemblanceImaging
import SemblanceStorage
import SemblanceTestSupport
import Testing

@testable import SemblanceService

@Suite("Duplicates of a corpus")
struct DuplicateSearchTests {
    /// Spots of soft colours, the same for a seed.
    private static func photo(_ seed: UInt64) -> RGBImage {
        var generator = SplitMix64(seed: seed)
        let coarse = (0..<(10 * 10 * 3)).map { _ in UInt8(truncatingIfNeeded: generator.next()) }
        return RGBImage(width: 10, height: 10, pixels: coarse).resized(width: 96, height: 96)
    }

    /// Ten photos, of which 3 is there in three forms and 5 in two, and the bytes of 7 twice.
    private static func corpus() throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        for index in 0..<10 { try folder.write(try ImageEncoding.png(photo(UInt64(index))), to: "\(index).png") }
        try folder.write(try ImageEncoding.jpeg(photo(3), quality: 60), to: "3-compressed.jpg")
        try folder.write(try ImageEncoding.png(photo(3).resized(width: 130, height: 130)), to: "3-large.png")
        try folder.write(try ImageEncoding.jpeg(photo(5), quality: 90), to: "5-compressed.jpg")
        try folder.write(try ImageEncoding.png(photo(7)), to: "again/7.png")
        return folder
    }

    private func names(_ copies: [DuplicateReply.Copy]) -> [String] { copies.map { ($0.sources[0] as NSString).lastPathComponent } }

    @Test("Copies are grouped, the best first, and other photos are not, however low the threshold", arguments: [0.9, 0.01] as [Float])
    func groups(threshold: Float) async throws {
        try await Bench.with { bench in
            let folder = try Self.corpus()
            _ = try await bench.index(folder)
            let search = DuplicateSearch(database: bench.database, record: bench.record, threads: 2)
            let reply = try await search.find(threshold: threshold)
            #expect(
                Set(reply.groups.map { names($0.images) }) == [
                    ["3-large.png", "3.png", "3-compressed.jpg"], ["5.png", "5-compressed.jpg"],
                ])
            #expect(reply.groups.allSatisfy { $0.similarity >= threshold && $0.similarity <= 1.0001 })
            #expect(reply.groups[0].similarity >= reply.groups[1].similarity)
            #expect(reply.exact.count == 1 && Set(reply.exact[0].sources) == [folder.file("7.png"), folder.file("again/7.png")])
            #expect(reply.model == ModelReference(bench.record) && reply.threshold == threshold)
            let first = try await search.find(threshold: threshold, limit: 1)
            #expect(first.groups.map { names($0.images) } == [names(reply.groups[0].images)])
            let sheet = try await DuplicateSheet(database: bench.database).render(reply.groups)
            #expect(sheet.width > 3 * 128 && sheet.height > 2 * 128)
        }
    }

    @Test("The least similarity of a chain is its group's, and groups that meet become one")
    func chains() {
        let pairs = [ImagePair(1, 2, 0.99), ImagePair(8, 9, 0.995), ImagePair(3, 4, 0.97), ImagePair(4, 2, 0.98), ImagePair(5, 6, 0.97)]
        let groups = ImagePair.groups(of: pairs)
        #expect(groups.map(\.ids) == [[8, 9], [1, 2, 3, 4], [5, 6]])
        #expect(groups.map(\.similarity) == [0.995, 0.97, 0.97])
    }

    @Test("Without latents there is nothing to compare")
    func empty() async throws {
        try await Bench.with { bench in
            let search = DuplicateSearch(database: bench.database, record: bench.record, threads: 1)
            #expect(await failure { _ = try await search.find(threshold: 0.9) }?.code == .notFound)
        }
    }
}
