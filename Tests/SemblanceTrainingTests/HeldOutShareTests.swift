import Crypto
import SemblanceImaging
import SemblanceTestSupport
import Testing

@testable import SemblanceTraining

@Suite("Photos that are held out") struct HeldOutShareTests {
    private func positions(_ range: Range<Int>) -> [Double?] {
        range.map { HeldOutSlice.position(ofSHA256: SHA256.hash(data: Array("photo \($0)".utf8)).map { $0 }) }
    }

    @Test("a share of a corpus: the slice of 2 % by default, at least a batch, and none of a small one")
    func shares() {
        func held(_ share: HeldOutShare, of total: Int, _ batch: Int) -> Int {
            share.split(positions(0..<total), batchSize: batch).heldOut.count
        }
        #expect(held(.automatic, of: 639, 64) == 0 && held(.automatic, of: 640, 64) == 64)
        #expect(held(.automatic, of: 100_000, 64) == positions(0..<100_000).count { $0! < HeldOutSlice.usualFraction })
        #expect(held(.count(300), of: 400, 64) == 300)
        // A batch always remains.
        #expect(held(.count(390), of: 400, 64) == 336)
        #expect(held(.fraction(0.5), of: 100, 64) == 36)
        #expect(held(.fraction(0), of: 100, 8) == 0)
        #expect(HeldOutShare.fraction(0).isNone(of: 1000, batchSize: 8) && HeldOutShare.count(0).isNone(of: 1000, batchSize: 8))
    }

    @Test("a share holds out exactly what an evaluation of that slice looks at")
    func slice() {
        let all = positions(0..<400)
        let heldOut = HeldOutShare.fraction(0.25).split(all, batchSize: 8).heldOut
        #expect((60...140).contains(heldOut.count))
        #expect(Set(heldOut) == Set(all.indices.filter { all[$0]! < 0.25 }))
    }

    @Test("the same photos are held out whatever else the corpus holds, and learned and held out make the whole")
    func split() {
        let all = positions(0..<500)
        let (learned, heldOut) = HeldOutShare.count(50).split(all, batchSize: 8)
        #expect(heldOut.count == 50 && learned.count == 450)
        #expect(Set(learned + heldOut) == Set(all.indices) && learned == learned.sorted())
        let mirrored = HeldOutShare.count(50).split(all.reversed(), batchSize: 8).heldOut
        #expect(mirrored.map { 499 - $0 } == heldOut)
        // What the slice of a small corpus held out, that of a greater one does.
        let more = positions(0..<5000)
        let slice = Set(HeldOutShare.automatic.split(more, batchSize: 8).heldOut)
        #expect(Set(HeldOutShare.fraction(0.02).split(all, batchSize: 8).heldOut).isSubset(of: slice))
        #expect(HeldOutShare.count(0).split(all, batchSize: 8).learned == Array(all.indices))
    }

    @Test("copies of a photo that is held out are not learned from, and what cannot be read is never held out")
    func copies() {
        let positions: [Double?] = [0.9, 0.1, 0.5, 0.1, nil, 0.7]
        let (learned, heldOut) = HeldOutShare.count(1).split(positions, batchSize: 2)
        #expect(heldOut == [1] && learned == [0, 2, 4, 5])
        #expect(HeldOutShare.count(6).split(positions, batchSize: 1).heldOut == [1, 3, 2, 5, 0])
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
