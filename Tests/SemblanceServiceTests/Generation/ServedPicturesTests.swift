import SemblanceCore
import SemblanceImaging
import SemblanceStorage
import SemblanceTestSupport
import Synchronization
import Testing

@testable import SemblanceService

@Suite("Pictures that a server draws")
struct ServedPicturesTests {
    private func with(
        _ model: ProjectingModel = ProjectingModel(), _ body: @Sendable (Bench, TemporaryFolder, SimilaritySearch) async throws -> Void
    ) async throws {
        try await Bench.with { bench in
            let folder = try TestCorpus.faces(9)
            _ = try await bench.index(folder)
            try await body(bench, folder, SimilaritySearch(database: bench.database, record: bench.record, model: model))
        }
    }

    private func subject(_ search: SimilaritySearch, _ folder: TemporaryFolder, _ name: String) throws -> ServedPictures.Subject {
        .photo(try search.photo(file: BytePath(folder.file(name))), sha256: Array(name.utf8))
    }

    @Test("a way begins and ends at the reconstructions of its photos")
    func way() async throws {
        try await with { _, folder, search in
            let pictures = ServedPictures(search, cache: PictureCache())
            let (a, b) = (try subject(search, folder, "face-01.jpg"), try subject(search, folder, "face-07.jpg"))
            for mode in LatentInterpolation.allCases {
                let way = try await pictures.way(from: a, to: b, .init(steps: 5, mode: mode))
                #expect(way.frames.count == 5 && way.mode == mode)
                #expect(way.frames.first == (try await pictures.reconstruction(of: a)))
                #expect(way.frames.last == (try await pictures.reconstruction(of: b)))
                let nearest = try await pictures.nearest(to: way)
                #expect(nearest.count == 5 && nearest.first??.source == folder.file("face-01.jpg"))
                #expect(nearest.last??.source == folder.file("face-07.jpg"))
            }
            #expect(await failure { _ = try await pictures.way(from: a, to: b, .init(steps: 1)) }?.code == .invalidArgument)
            #expect(await failure { _ = try await pictures.way(from: a, to: b, .init(steps: 101)) }?.code == .invalidArgument)
        }
    }

    @Test("photos and images of the corpus can be mixed; those that are gone are refused, whatever is kept of them")
    func images() async throws {
        try await with { bench, folder, search in
            let pictures = ServedPictures(search, cache: PictureCache())
            let id = try await search.search(.photo(search.photo(file: BytePath(folder.file("face-02.jpg")))), .init(k: 1)).hits[0].imageID
            let photo = try subject(search, folder, "face-02.jpg")
            let way = try await pictures.way(from: .image(id), to: photo, .init(steps: 3))
            #expect(way.frames[0] == way.frames[2] && way.ends[0].width == way.ends[1].width)
            _ = try await bench.database.images.delete(ids: [id], in: bench.collection.id)
            let version = try await search.version.following(bench.database, search.directory)
            let later = ServedPictures(
                SimilaritySearch(database: bench.database, version: version, directory: search.directory), cache: PictureCache())
            #expect(await failure { _ = try await later.way(from: .image(id), to: photo, .init(steps: 3)) }?.code == .notFound)
        }
    }

    @Test("the same request is drawn once, also when several ask at the same time; the cache forgets the oldest")
    func cached() async throws {
        let encoded = Mutex(0)
        let model = ProjectingModel(onEncode: { count in encoded.withLock { $0 += count } })
        try await with(model) { _, folder, search in
            let pictures = ServedPictures(search, cache: PictureCache(budget: 12_000))
            let subjects = try (1...4).map { try subject(search, folder, "face-0\($0).jpg") }
            let before = encoded.withLock { $0 }
            let ways = try await withThrowingTaskGroup(of: [RGBImage].self) { group in
                for _ in 0..<5 { group.addTask { try await pictures.way(from: subjects[0], to: subjects[1]).frames } }
                return try await group.reduce(into: [[RGBImage]]()) { $0.append($1) }
            }
            #expect(Set(ways.map { $0.flatMap(\.pixels) }).count == 1)
            #expect(encoded.withLock { $0 } == before + 2)
            _ = try await pictures.way(from: subjects[2], to: subjects[3])
            #expect(try await pictures.way(from: subjects[0], to: subjects[1]).frames == ways[0])
            #expect(encoded.withLock { $0 } == before + 6)
        }
    }

    @Test("a failure is not kept")
    func failures() async throws {
        let mayEncode = Mutex(true)
        let model = ProjectingModel(onEncode: { _ in
            guard mayEncode.withLock({ $0 }) else { throw SemblanceError(.engine, "not now") }
        })
        try await with(model) { _, folder, search in
            let pictures = ServedPictures(search, cache: PictureCache())
            let (a, b) = (try subject(search, folder, "face-01.jpg"), try subject(search, folder, "face-07.jpg"))
            mayEncode.withLock { $0 = false }
            #expect(await failure { _ = try await pictures.way(from: a, to: b) }?.code == .engine)
            mayEncode.withLock { $0 = true }
            #expect(try await pictures.way(from: a, to: b).frames.count == 9)
        }
    }
}
