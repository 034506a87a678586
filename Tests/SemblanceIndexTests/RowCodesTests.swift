import CScan
import SemblanceCore
import Testing

@testable import SemblanceIndex

@Suite("8-bit codes")
struct RowCodesTests {
    /// Vectors of every kind: random, one that stands out, equal values, zeros, values at both ends of f32.
    static let vectors: [[Float]] = {
        var generator = SplitMix64(seed: 41)
        let random = generator.normal(count: 37)
        var outlier = random
        outlier[5] = 1e4
        var single = [Float](repeating: 0, count: 37)
        single[36] = -3
        let halves = (0..<37).map { j in j == 0 ? 127 : Float(j % 2 == 0 ? 0.5 : -0.5) }
        let scales: [Float] = [0x1p-149, 0x1p-130, 1e-20, 1e20, 1e37]
        return [random, outlier, single, halves, [Float](repeating: 7, count: 37), [Float](repeating: 0, count: 37)]
            + scales.map { scale in random.map { $0 * scale } }
    }()

    @Test("What codes leave of a vector is no longer than they say, and less than a fiftieth of a random one", arguments: vectors.indices)
    func errors(position: Int) {
        let vector = Self.vectors[position]
        let code = vector.withUnsafeBufferPointer { QueryCode($0) }
        let squaredNorm = vector.reduce(0.0) { $0 + Double($1) * Double($1) }
        #expect(abs(code.squaredNorm - squaredNorm) <= 1e-14 * squaredNorm && code.codes.count == 40)
        guard squaredNorm > 0 else {
            #expect(code.scale == 0 && code.error == 0 && code.codes.allSatisfy { $0 == 0 })
            return
        }
        let rest = zip(vector, code.codes).reduce(0.0) { sum, pair in
            let difference = Double(pair.0) / squaredNorm.squareRoot() - code.scale * Double(pair.1)
            return sum + difference * difference
        }
        #expect(rest.squareRoot() <= code.error && code.error <= rest.squareRoot() * 1.00001 + 1e-9)
        #expect(code.codes.map { abs(Int($0)) }.max() == 127)
        if position == 0 { #expect(code.error < 0.02) }
    }

    @Test("Rows have the codes that they would have as queries, on one thread and on several", arguments: [1, 3])
    func rows(threads: Int) {
        // So many rows that several parts are encoded.
        let rows = (0..<9001).map { row in Self.vectors[row % Self.vectors.count] }
        let codes = RowCodes(rows: Array(rows.joined()), count: rows.count, dimension: 37, threads: threads)
        let queries = Self.vectors.map { $0.withUnsafeBufferPointer { QueryCode($0) } }
        #expect(codes.groups == 10)
        let agree = codes.withPointers(for: .euclidean) { scanned in
            rows.indices.allSatisfy { row in
                let query = queries[row % queries.count]
                let values = (0..<40).map { j in Int(scanned.codes[((row / 16 * 10 + j / 4) * 16 + row % 16) * 4 + j % 4]) - 128 }
                return values == query.codes.map(Int.init) && Double(scanned.scales[row]) == query.scale
                    && Double(scanned.errors[row]) == query.error && codes.squaredNorms[row] == query.squaredNorm
            }
        }
        #expect(agree)
        #expect(codes.withPointers(for: .cosine) { $0.lengths == nil && $0.inverse_lengths == nil })
    }

    @Test("A value that is not finite shows in the norm", arguments: [.nan, .infinity, -.infinity] as [Float])
    func notFinite(value: Float) {
        let codes = RowCodes(rows: [1, 2, 3, value, 5, 6], count: 3, dimension: 2, threads: 1)
        #expect(codes.squaredNorms.map(\.isFinite) == [true, false, true])
    }
}
