import Testing

@testable import SemblanceTraining

@Suite("The order of images") struct DataOrderTests {
    @Test("every epoch shows every image once, each in an order of its own")
    func permutations() {
        var order = DataOrder(count: 37, seed: 5, mirrors: true)
        let epochs = (0..<4).map { epoch in (0..<37).map { order.item(at: epoch * 37 + $0).index } }
        for epoch in epochs { #expect(epoch.sorted() == Array(0..<37)) }
        #expect(Set(epochs).count == 4)
    }

    @Test("an item follows from the seed and the position alone, whatever was asked for before")
    func randomAccess() {
        var sequential = DataOrder(count: 11, seed: 9, mirrors: true)
        let expected = (0..<60).map { sequential.item(at: $0) }
        var jumping = DataOrder(count: 11, seed: 9, mirrors: true)
        for position in [59, 0, 31, 30, 12, 58, 1, 59, 22, 11, 10] {
            #expect(jumping.item(at: position) == expected[position])
        }
        var other = DataOrder(count: 11, seed: 10, mirrors: true)
        #expect((0..<60).map { other.item(at: $0).index } != expected.map(\.index))
    }

    @Test("about half of the images are mirrored, an image not always alike; none where mirroring is off")
    func mirrors() {
        var order = DataOrder(count: 50, seed: 2, mirrors: true)
        let items = (0..<4000).map { order.item(at: $0) }
        #expect((1850...2150).contains(items.filter(\.mirrored).count))
        let first = items.filter { $0.index == 0 }.map(\.mirrored)
        #expect(Set(first) == [true, false])

        var plain = DataOrder(count: 50, seed: 2, mirrors: false)
        let unmirrored = (0..<200).map { plain.item(at: $0) }
        #expect(unmirrored.filter(\.mirrored).isEmpty)
        #expect(unmirrored.map(\.index) == items.prefix(200).map(\.index))
    }

    @Test("a corpus of one image has an order too")
    func single() {
        var order = DataOrder(count: 1, seed: 1, mirrors: false)
        #expect((0..<3).allSatisfy { order.item(at: $0).index == 0 })
    }
}
