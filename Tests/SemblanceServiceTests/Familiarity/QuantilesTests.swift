import Foundation
import SemblanceCore
import Testing

@testable import SemblanceService

@Suite("Quantiles") struct QuantilesTests {
    @Test("of few numbers keep all of them, in order")
    func few() {
        #expect(Quantiles(of: [3, 1, 2, 2])?.points == [1, 2, 2, 3])
        #expect(Quantiles(of: [])?.points == nil)
    }

    @Test("of many numbers tell every share as the numbers themselves do, to half a thousandth, and to the last one at the ends")
    func many() throws {
        var random = SplitMix64(seed: 4)
        let numbers = random.normal(count: 20_000)
        let quantiles = try #require(Quantiles(of: numbers))
        #expect(quantiles.points.count == Quantiles.maximumCount)
        for value in stride(from: Float(-3.5), through: 3.5, by: 0.01) {
            let share = Float(numbers.count { $0 < value }) / Float(numbers.count)
            #expect(abs(quantiles.share(below: value) - share) <= 0.0006, "at \(value)")
        }
        #expect(quantiles.share(below: -9) == 0 && quantiles.share(below: 9) == 1)
    }

    @Test("count what many numbers share half, whatever their number")
    func ties() throws {
        let quantiles = try #require(Quantiles(of: [Float](repeating: 0, count: 3000) + [Float](repeating: 1, count: 1000)))
        #expect(abs(quantiles.share(below: 0) - 0.375) < 0.001)
        #expect(abs(quantiles.share(below: 1) - 0.875) < 0.001)
        #expect(abs(quantiles.share(below: 0.5) - 0.75) < 0.002)
    }

    @Test("come back from JSON as they were; points that are none or out of order are refused")
    func json() throws {
        var random = SplitMix64(seed: 5)
        let quantiles = try #require(Quantiles(of: random.normal(count: 5000)))
        let data = try JSONEncoder().encode(quantiles)
        #expect(data.first == UInt8(ascii: "["))
        #expect(try JSONDecoder().decode(Quantiles.self, from: data) == quantiles)
        for damaged in ["[]", "[2, 1]", "{}"] {
            #expect(throws: DecodingError.self) { try JSONDecoder().decode(Quantiles.self, from: Data(damaged.utf8)) }
        }
    }
}
