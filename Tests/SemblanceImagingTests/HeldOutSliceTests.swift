import Crypto
import SemblanceCore
import SemblanceImaging
import SemblanceTestSupport
import Testing

@Suite("Held-out slices") struct HeldOutSliceTests {
    private func digest(_ text: String) -> [UInt8] { Array(SHA256.hash(data: Array(text.utf8))) }

    @Test("Where bytes fall is the same everywhere")
    func golden() {
        // From an independent script: int.from_bytes(hashlib.sha256(x).digest()[:8], 'big') >> 11, divided by 2 ** 53.
        #expect(HeldOutSlice.position(ofSHA256: digest("")) == 0.8894159948913373)
        #expect(HeldOutSlice.position(ofSHA256: digest("a photo")) == 0.8315781030344733)
        #expect(HeldOutSlice.position(ofSHA256: [UInt8](repeating: 0xFF, count: 32)) < 1)
    }

    @Test("A slice holds its share of photos, and all of a smaller slice", arguments: [0.02, 0.1, 0.5])
    func share(fraction: Double) throws {
        let slice = try HeldOutSlice(fraction: fraction)
        let smaller = try HeldOutSlice(fraction: fraction / 2)
        let photos = (0..<10_000).map { digest("\($0)") }
        let held = photos.filter { slice.contains(sha256: $0) }
        #expect(abs(Double(held.count) / 10_000 - fraction) < 0.02)
        #expect(Set(photos.filter { smaller.contains(sha256: $0) }).isSubset(of: held))
    }

    @Test("Growing slices take photos in by where they fall; what cannot be read never")
    func order() {
        #expect(HeldOutSlice.order([0.5, nil, 0.25, 0.5, 0]) == [4, 2, 0, 3])
    }

    @Test("Nothing and everything can be held out, but no other share", arguments: [-0.1, 1.1, .nan, .infinity])
    func extremes(fraction: Double) throws {
        #expect(throws: SemblanceError.self) { try HeldOutSlice(fraction: fraction) }
        let photo = digest("a")
        #expect(try !HeldOutSlice(fraction: 0).contains(sha256: photo) && HeldOutSlice(fraction: 1).contains(sha256: photo))
    }

    @Test("The digests of a folder's files are those of their bytes, in the files' order; what cannot be read has none")
    func digests() throws {
        let folder = try TemporaryFolder()
        for index in 0..<150 { try folder.write(Array("file \(index)".utf8), to: "\(1000 + index)") }
        try folder.write([UInt8](repeating: 7, count: 100), to: "large")
        let corpus = CorpusFolder(folder.bytePath)
        let files = try corpus.scan().files
        let digests = corpus.digests(of: files, maximumBytes: 50)
        #expect(Array(digests.prefix(150)) == (0..<150).map { digest("file \($0)") } && digests.count == 151 && digests.last == .some(nil))
    }
}

@Suite("Shuffled names") struct ShuffledNamesTests {
    @Test("A name falls everywhere at the same place, also one that is no text; another seed is another order")
    func positions() {
        let paths = (0..<1000).map { BytePath("\($0)") } + [BytePath(bytes: [0xFF, 0xFE])]
        #expect(paths.allSatisfy { (0..<1).contains($0.shuffledPosition(seed: 3)) })
        #expect(Set(paths.map { $0.shuffledPosition(seed: 3) }).count == paths.count)
        let both = paths.count { $0.shuffledPosition(seed: 1) < 0.5 && $0.shuffledPosition(seed: 7) < 0.5 }
        #expect((200...300).contains(both))
    }
}
