import SemblanceCore
import Testing

@Suite("Sets of ids")
struct IDSetTests {
    @Test(
        "A set holds its ids and no others, whether they lie close together or far apart",
        arguments: [
            [], [5], [5, 5, 3], [0], [-7, 7], [.min, .max], [.max], [1, 64, 65, 128, 129], [1, 1_000_000], Array(0..<200), [9, 8, 7, 6],
        ] as [[Int64]])
    func holds(ids: [Int64]) {
        let set = IDSet(ids)
        let expected = Set(ids)
        #expect(set.count == expected.count)
        #expect(set.ids == expected.sorted())
        let others = ids.flatMap { [$0 &- 1, $0 &+ 1, $0 &+ 64, $0 &- 64] }
        for id in ids + others + [0, -1, .min, .max] { #expect(set.contains(id) == expected.contains(id), "\(id)") }
        #expect(set == IDSet(ids.reversed()))
    }
}
