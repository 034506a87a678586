import Testing

@testable import semblance

@Suite("Latencies")
struct LatencySamplesTests {
    @Test(
        "A percentile is the smallest latency that so many do not exceed",
        arguments: [
            (Array(1...100), 0.5, 50.0), (Array(1...100), 0.99, 99), (Array(1...100), 1, 100), (Array(1...100), 0, 1), ([7], 0.99, 7),
            ([3, 1, 2], 0.5, 2), (Array(1...1000), 0.999, 999), ([1, 1, 1, 9], 0.75, 1), ([1, 1, 1, 9], 0.76, 9),
        ])
    func percentiles(milliseconds: [Int], share: Double, expected: Double) {
        var samples = LatencySamples()
        for value in milliseconds.shuffled() { samples.append(nanoseconds: Int64(value) * 1_000_000) }
        #expect(samples.milliseconds(at: share) == [expected])
        #expect(samples.count == milliseconds.count)
    }

    @Test("Nothing has no percentile")
    func empty() { #expect(LatencySamples().milliseconds(at: 0.5, 0.99) == [nil, nil]) }
}
