import SemblanceCore
import SemblanceImaging
import SemblanceStorage
import SemblanceTestSupport
import Testing

@testable import SemblanceService

@Suite("Searching among the images that match a filter")
struct FilteredSearchTests {
    @Test("Hits are the nearest of those that match, as many as there are")
    func filtered() async throws {
        try await Bench.with { bench in
            let folder = try TestCorpus.faces(24)
            _ = try await bench.index(folder)
            let ids = try await bench.database.images.list(in: bench.collection.id, limit: 100).map(\.id)
            for (index, id) in ids.enumerated() { try await bench.database.images.setMetadata(JSONText("{\"n\": \(index)}"), of: id) }
            let search = try await SimilaritySearch(database: bench.database, record: bench.record, model: ProjectingModel())
            let photo = try search.photo(file: BytePath(folder.file("face-03.jpg")))
            let all = try await search.search(.photo(photo), .init(k: 24)).hits.map(\.imageID)
            for (text, matches) in [
                ("n < 7", { $0 < 7 }), ("n in (3, 9.0, 40)", { [3, 9].contains($0) }), ("not (n >= 2)", { $0 < 2 }),
                ("m exists", { _ in false }),
            ] as [(String, (Int) -> Bool)] {
                let chosen = Set(ids.enumerated().filter { matches($0.offset) }.map(\.element))
                let filter = try SearchFilter(parsing: text)
                for mirror in [false, true] {
                    let reply = try await search.search(.photo(photo), .init(k: 5, mirror: mirror, filter: filter))
                    #expect(reply.hits.count == min(5, chosen.count) && reply.complete == (chosen.count >= 5))
                    #expect(Set(reply.hits.map(\.imageID)).isSubset(of: chosen))
                    if !mirror { #expect(reply.hits.map(\.imageID) == Array(all.filter(chosen.contains).prefix(5))) }
                }
                let byImage = try await search.search(.image(ids[20]), .init(k: 24, filter: filter))
                #expect(Set(byImage.hits.map(\.imageID)) == chosen)
            }
        }
    }
}
