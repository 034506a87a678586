import SemblanceCore
import SemblanceImaging
import Testing

@Suite("Held-out slices") struct HeldOutSliceTests {
    @Test("A path's position is the same everywhere, also for names that are no text")
    func golden() {
        // From an independent script.
        #expect(HeldOutSlice.position(of: BytePath(bytes: [])) == 0.7636945250957473)
        #expect(HeldOutSlice.position(of: "a/face-0001.jpg") == 0.8143772971363675)
        #expect(HeldOutSlice.position(of: BytePath(bytes: [0xFF, 0xFE])) == 0.3268919327886096)
    }

    @Test("A slice holds its share of files, and all of a smaller slice", arguments: [0.02, 0.1, 0.5])
    func share(fraction: Double) throws {
        let slice = try HeldOutSlice(fraction: fraction)
        let smaller = try HeldOutSlice(fraction: fraction / 2)
        let paths = (0..<10_000).map { BytePath("images/\($0).jpg") }
        let held = paths.filter(slice.contains)
        #expect(abs(Double(held.count) / 10_000 - fraction) < 0.02)
        #expect(Set(paths.filter(smaller.contains)).isSubset(of: held))
    }

    @Test("Another seed is another order")
    func seeds() {
        let paths = (0..<1000).map { BytePath("\($0)") }
        let both = paths.count { HeldOutSlice.position(of: $0) < 0.5 && HeldOutSlice.position(of: $0, seed: 7) < 0.5 }
        #expect((200...300).contains(both))
    }

    @Test("Nothing and everything can be held out, but no other share", arguments: [-0.1, 1.1, .nan, .infinity])
    func extremes(fraction: Double) throws {
        #expect(throws: SemblanceError.self) { try HeldOutSlice(fraction: fraction) }
        #expect(try !HeldOutSlice(fraction: 0).contains("a") && HeldOutSlice(fraction: 1).contains("a"))
    }
}
