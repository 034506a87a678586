import SemblanceImaging
import SemblanceTestSupport
import Testing

@testable import SemblanceTraining

@Suite("Photos that are held out") struct HeldOutShareTests {
    private func files(_ range: Range<Int>) -> [CorpusFile] {
        range.map { CorpusFile(path: BytePath("photo-\($0).jpg"), size: 1, modified: 0, inode: UInt64($0), device: 0) }
    }

    @Test("a share of a corpus: 2 % by default, at least a batch, at most 1,000, and none of a small one")
    func shares() {
        func held(_ share: HeldOutShare, of total: Int, _ batch: Int) -> Int {
            share.split(files(0..<total), batchSize: batch).heldOut.count
        }
        func automatic(_ total: Int, _ batch: Int) -> Int { HeldOutShare.usualCount(of: total, batchSize: batch) }
        #expect(automatic(639, 64) == 0 && automatic(640, 64) == 64 && automatic(10_000, 64) == 200 && automatic(100_000, 64) == 1000)
        #expect(held(.automatic, of: 640, 64) == 64)
        #expect(held(.count(300), of: 400, 64) == 300)
        // A batch always remains.
        #expect(held(.count(390), of: 400, 64) == 336)
        #expect(held(.fraction(0.5), of: 100, 64) == 36)
        #expect(held(.fraction(0), of: 100, 8) == 0)
    }

    @Test("a share holds out exactly what an evaluation of that slice looks at")
    func slice() throws {
        let all = files(0..<400)
        let slice = try HeldOutSlice(fraction: 0.25)
        let heldOut = HeldOutShare.fraction(0.25).split(all, batchSize: 8).heldOut
        #expect((60...140).contains(heldOut.count))
        #expect(Set(heldOut) == Set(all.filter { slice.contains($0.path) }))
    }

    @Test(
        "the same photos are held out whatever else the corpus holds, in whatever order it is listed, and learned and held out make the whole"
    )
    func split() {
        let all = files(0..<500)
        let (learned, heldOut) = HeldOutShare.count(50).split(all, batchSize: 8)
        #expect(heldOut.count == 50 && learned.count == 450)
        #expect(Set(learned + heldOut) == Set(all) && learned.map(\.path) == all.filter { !heldOut.contains($0) }.map(\.path))
        #expect(HeldOutShare.count(50).split(all.reversed(), batchSize: 8).heldOut == heldOut)
        // With more photos, those that stay keep their order.
        let more = HeldOutSlice.ordered(files(0..<700)).filter { all.contains($0) }
        #expect(more == HeldOutSlice.ordered(all))
        // Names in a row are spread: the order is no order of names.
        #expect(heldOut.map(\.path) != heldOut.map(\.path).sorted())
        #expect(HeldOutShare.count(0).split(all, batchSize: 8).learned == all)
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
