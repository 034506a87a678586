import SemblanceImaging
import SemblanceTestSupport
import Testing

@testable import SemblanceTraining

@Suite("Photos that are held out") struct HeldOutTests {
    private func files(_ range: Range<Int>) -> [CorpusFile] {
        range.map { CorpusFile(path: BytePath("photo-\($0).jpg"), size: 1, modified: 0, inode: UInt64($0), device: 0) }
    }

    @Test("a share of a corpus: 2 % by default, at least a batch, at most 1,000, and none of a small one")
    func shares() {
        func automatic(_ total: Int, _ batch: Int) -> Int { HeldOutShare.automatic.resolved(total: total, batchSize: batch) }
        #expect(automatic(639, 64) == 0 && automatic(640, 64) == 64 && automatic(10_000, 64) == 200 && automatic(100_000, 64) == 1000)
        #expect(HeldOutShare.fraction(0.25).resolved(total: 400, batchSize: 64) == 100)
        #expect(HeldOutShare.count(300).resolved(total: 400, batchSize: 64) == 300)
        // A batch always remains.
        #expect(HeldOutShare.count(390).resolved(total: 400, batchSize: 64) == 336)
        #expect(HeldOutShare.fraction(0.5).resolved(total: 100, batchSize: 64) == 36)
        #expect(HeldOutShare.fraction(0).resolved(total: 100, batchSize: 8) == 0)
    }

    @Test(
        "the same photos are held out whatever else the corpus holds, in whatever order it is listed, and learned and held out make the whole"
    )
    func split() {
        let all = files(0..<500)
        let (learned, heldOut) = HeldOut.split(all, count: 50)
        #expect(heldOut.count == 50 && learned.count == 450)
        #expect(Set(learned + heldOut) == Set(all) && learned.map(\.path) == all.filter { !heldOut.contains($0) }.map(\.path))
        #expect(HeldOut.split(all.reversed(), count: 50).heldOut == heldOut)
        // With more photos, those that stay keep their order.
        let more = HeldOut.ordered(files(0..<700)).filter { all.contains($0) }
        #expect(more == HeldOut.ordered(all))
        // Names in a row are spread: the order is no order of names.
        #expect(heldOut.map(\.path) != heldOut.map(\.path).sorted())
        #expect(HeldOut.split(all, count: 0).learned == all)
    }

    @Test("a corpus keeps them apart, and its fingerprint covers both")
    func corpus() throws {
        let folder = try DrawnFaces.folder()
        let whole = try DrawnFaces.corpus(in: folder)
        let divided = try DrawnFaces.corpus(in: folder, heldOut: .count(10))
        #expect(divided.count == 38 && divided.heldOutCount == 10 && whole.heldOutCount == 0)
        #expect(divided.fingerprint == whole.fingerprint && whole.fingerprint.count == 48)
        #expect(whole.fingerprint.path == (try folder.bytePath.absolute().string) && whole.fingerprint.digest.count == 64)
        let held = divided.heldOutImages(100)
        #expect(held.count == 10 && divided.heldOutImages(3) == Array(held.prefix(3)) && whole.heldOutImages(9).isEmpty)
        let learned = try (0..<38).map { try divided.image(at: $0) }
        #expect(held.filter { learned.contains($0) }.isEmpty)
    }
}
