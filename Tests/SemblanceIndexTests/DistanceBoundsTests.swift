import CScan
import SemblanceCore
import SemblanceTestSupport
import Testing

@testable import SemblanceIndex

/// No neighbour may ever be lost: every row is within its interval, and every kernel names it when its own distance is asked for.
@Suite("Distance bounds")
struct DistanceBoundsTests {
    /// What the bounds say of rows, against their reported distances.
    private struct Check {
        let query: [Float]
        let rows: [[Float]]
        let metric: Metric
        let kernel: ScanKernel

        /// How many rows lie outside of their interval.
        private(set) var outside = 0
        /// How many rows a scan that asks for exactly their distance does not name.
        private(set) var lost = 0
        /// How many rows are named by a scan that asks for the nearest only.
        private(set) var named = 0

        init(_ query: [Float], _ rows: [[Float]], _ metric: Metric, _ kernel: ScanKernel) throws {
            (self.query, self.rows, self.metric, self.kernel) = (query, rows, metric, kernel)
            let codes = RowCodes(rows: Array(rows.joined()), count: rows.count, dimension: query.count, threads: 1)
            let bounds = try #require(
                query.withUnsafeBufferPointer { DistanceBounds(query: $0, metric: metric, largestNorm: codes.largestNorm) })
            let distances = rows.map { DistanceBounds.scaled(metric.distance(query, $0), metric) }
            let all = select(codes, bounds, threshold: .infinity)
            #expect(all.map { Int($0.row) } == Array(rows.indices))
            codes.withPointers(for: metric) { scanned in
                for hit in all {
                    let row = Int(hit.row)
                    let interval = bounds.interval(
                        dot: hit.dot, scale: scanned.scales[row], error: scanned.errors[row], squaredNorm: codes.squaredNorms[row])
                    if !(interval.lower <= distances[row] && distances[row] <= interval.upper) { outside += 1 }
                    // One term after another: the order that rounds the most.
                    let product = zip(query, rows[row]).reduce(0.0) { $0 + Double($1.0) * Double($1.1) }
                    let narrow = bounds.interval(product: product, squaredNorm: codes.squaredNorms[row])
                    if !(narrow.lower <= distances[row] && distances[row] <= narrow.upper) { outside += 1 }
                }
            }
            for (row, distance) in distances.enumerated()
            where !select(codes, bounds, threshold: distance).contains(where: { $0.row == row }) { lost += 1 }
            named = select(codes, bounds, threshold: distances.min() ?? 0).count
        }

        private func select(_ codes: RowCodes, _ bounds: DistanceBounds, threshold: Double) -> [CScanHit] {
            let blocks = (rows.count + 15) / 16
            var hits = [CScanHit](repeating: CScanHit(), count: blocks * 16)
            var count = 0
            codes.withPointers(for: metric) { scanned in
                bounds.code.codes.withUnsafeBufferPointer { values in
                    var scanned = scanned
                    var request = bounds.request(values.baseAddress, threshold: threshold)
                    cscan_select(kernel.code, &scanned, &request, 1, 0, blocks, &hits, &count)
                }
            }
            return hits.prefix(count).filter { $0.row < rows.count }
        }
    }

    @Test("They hold for random rows near and far, of every magnitude", arguments: ScanKernel.available, [1, 3, 128, 777])
    func random(kernel: ScanKernel, dimension: Int) throws {
        var generator = SplitMix64(seed: UInt64(dimension))
        for round in 0..<24 {
            let size = Float(sign: .plus, exponent: [0, 12, -12, 29, -29, 60, -60, -140][round % 8], significand: 1)
            let offset: Float = round % 3 == 0 ? 20 : 0
            let query = generator.normal(count: dimension).map { ($0 + offset) * size }
            let rows = (0..<48).map { row in
                let spread: Float = [1e-7, 1e-4, 1e-2, 1][row % 4] * size
                let stretch: Float = [1, 1, 3, 0.01][row / 4 % 4]
                return zip(query, generator.normal(count: dimension)).map { ($0 + $1 * spread) * stretch }
            }
            for metric in Metric.allCases {
                let check = try Check(query, rows, metric, kernel)
                #expect(check.outside == 0 && check.lost == 0, "round \(round), \(metric)")
            }
        }
    }

    @Test(
        "They hold where every residual points along the query, or against it: there they are as wide as need be",
        arguments: ScanKernel.available)
    func worstResiduals(kernel: ScanKernel) throws {
        var generator = SplitMix64(seed: 51)
        let signs = (0..<96).map { _ -> Float in Bool.random(using: &generator) ? 1 : -1 }
        let rows = (0..<64).map { row in
            let direction: Float = row % 2 == 0 ? 0.499 : -0.499
            return signs.enumerated().map { j, sign in
                j == row ? 127 * sign : Float(Int.random(in: -9...9, using: &generator)) + direction * sign
            }
        }
        for metric in Metric.allCases {
            for query in [signs, signs.map { $0 * 1e6 }, rows[0]] {
                let check = try Check(query, rows, metric, kernel)
                #expect(check.outside == 0 && check.lost == 0)
            }
        }
    }

    @Test("A scan that asks for the nearest of random rows names few others", arguments: ScanKernel.available, Metric.allCases)
    func selective(kernel: ScanKernel, metric: Metric) throws {
        let corpus = LatentIndexConformance.Corpus.random(count: 400, dimension: 128, seed: 52)
        let check = try Check(corpus.rows[7].map { $0 + 0.3 }, corpus.rows, metric, kernel)
        #expect(check.lost == 0 && (1...5).contains(check.named))
    }

    @Test("Nothing is screened before a distance is known, for a query of zeros, or where f32 would overflow or underflow")
    func noScreening() throws {
        func least(_ query: [Float], _ metric: Metric, _ threshold: Double) -> Float? {
            query.withUnsafeBufferPointer {
                DistanceBounds(query: $0, metric: metric, largestNorm: 1)?.request(nil, threshold: threshold).least
            }
        }
        for metric in Metric.allCases {
            #expect(least([1, 1], metric, .infinity) == -.infinity && least([0, 0], metric, 0.5) == -.infinity)
            #expect(try #require(least([1, 1], metric, 0.5)) > -.infinity)
        }
        #expect(least([1e20, 0], .euclidean, 0.5) == -.infinity && least([1e-20, 0], .euclidean, 0.5) == -.infinity)
        #expect(try #require(least([1e20, 0], .cosine, 0.5)) > -.infinity)
    }

    @Test("Euclidean distances that may overflow f32, and vectors too long for 32-bit products, are not bounded")
    func unbounded() {
        let query: [Float] = [1e38, 1e38]
        #expect(query.withUnsafeBufferPointer { DistanceBounds(query: $0, metric: .euclidean, largestNorm: 1e37) } == nil)
        #expect(query.withUnsafeBufferPointer { DistanceBounds(query: $0, metric: .cosine, largestNorm: 1e37) } != nil)
        let long = [Float](repeating: 1, count: 131_073)
        #expect(long.withUnsafeBufferPointer { DistanceBounds(query: $0, metric: .cosine, largestNorm: 400) } == nil)
        #expect(long.dropLast().withUnsafeBufferPointer { DistanceBounds(query: $0, metric: .cosine, largestNorm: 400) } != nil)
    }
}
