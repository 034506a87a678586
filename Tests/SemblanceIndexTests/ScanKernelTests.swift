import CScan
import SemblanceCore
import Testing

@testable import SemblanceIndex

@Suite("Scan kernels")
struct ScanKernelTests {
    /// Each query's rows, as a kernel names them.
    private func select(
        _ kernel: ScanKernel, _ rows: CScanRows, _ queries: [[Int8]], blocks: Range<Int>, least: Float = -.infinity
    ) -> [[CScanHit]] {
        var hits = [CScanHit](repeating: CScanHit(), count: queries.count * blocks.count * 16)
        var counts = [Int](repeating: 99, count: queries.count)
        queries.flatMap(\.self).withUnsafeBufferPointer { codes in
            let requests = queries.indices.map { query in
                CScanQuery(
                    codes: codes.baseAddress.map { $0 + query * queries[0].count }, error_weight: 0, length_weight: 0, inverse_weight: 0,
                    least: least)
            }
            withUnsafePointer(to: rows) {
                cscan_select(kernel.code, $0, requests, requests.count, blocks.lowerBound, blocks.count, &hits, &counts)
            }
        }
        return queries.indices.map { Array(hits[$0 * blocks.count * 16..<$0 * blocks.count * 16 + counts[$0]]) }
    }

    @Test("The portable kernel runs everywhere, and the best is one of those that run")
    func available() {
        #expect(ScanKernel.available.first == .portable && ScanKernel.available.contains(.best))
    }

    @Test(
        "Products of codes are exact for any number of queries, the greatest codes included", arguments: ScanKernel.available,
        [1, 2, 31, 32, 33])
    func products(kernel: ScanKernel, groups: Int) {
        var generator = SplitMix64(seed: UInt64(groups))
        let (blocks, width) = (5, 4 * groups)
        // Of 80 rows, 20 hold only codes of −127 or 127.
        let rows = (0..<blocks * 16).map { row in
            (0..<width).map { _ in
                row % 4 == 0 ? (Bool.random(using: &generator) ? 127 : -127) : Int.random(in: -127...127, using: &generator)
            }
        }
        var codes = [UInt8](repeating: 0, count: rows.count * width)
        for (row, values) in rows.enumerated() {
            for (j, value) in values.enumerated() { codes[((row / 16 * groups + j / 4) * 16 + row % 16) * 4 + j % 4] = UInt8(value + 128) }
        }
        let ones = [Float](repeating: 1, count: rows.count)
        for count in 1...8 {
            let queries = (0..<count).map { query in
                (0..<width).map { query == 0 ? Int8(rows[0][$0]) : Int8.random(in: -127...127, using: &generator) }
            }
            codes.withUnsafeBufferPointer { codes in
                ones.withUnsafeBufferPointer { ones in
                    let scanned = CScanRows(
                        groups: groups, codes: codes.baseAddress, scales: ones.baseAddress, errors: ones.baseAddress, lengths: nil,
                        inverse_lengths: nil)
                    let all = select(kernel, scanned, queries, blocks: 1..<4)
                    let some = select(kernel, scanned, queries, blocks: 1..<4, least: 1000)
                    for (query, values) in queries.enumerated() {
                        let dots = (16..<64).map { row in zip(rows[row], values).reduce(0) { $0 + $1.0 * Int($1.1) } }
                        #expect(all[query].map(\.row) == (16..<64).map(UInt32.init) && all[query].map { Int($0.dot) } == dots)
                        #expect(some[query].map { Int($0.row) } == (16..<64).filter { dots[$0 - 16] >= 1000 })
                    }
                }
            }
        }
    }

    @Test("A request's weights count rows' errors and lengths as they say", arguments: ScanKernel.available)
    func weights(kernel: ScanKernel) {
        let codes = [UInt8](repeating: 129, count: 64)
        let scales = (0..<16).map { Float($0) * 0.5 }
        let errors = (0..<16).map { Float($0 % 3) }
        let lengths = (0..<16).map { Float($0 % 5) }
        let inverses = (0..<16).map { Float($0 % 7) }
        let query: [Int8] = [1, 2, 3, 4]
        for measuresLength in [false, true] {
            let expected = (0..<16).filter { lane in
                let score = 10 * scales[lane] + 4 * errors[lane] - (measuresLength ? 8 * lengths[lane] + 2 * inverses[lane] : 0)
                return score >= 16
            }
            var hits = [CScanHit](repeating: CScanHit(), count: 16)
            var count = 0
            codes.withUnsafeBufferPointer { codes in
                scales.withUnsafeBufferPointer { scales in
                    errors.withUnsafeBufferPointer { errors in
                        lengths.withUnsafeBufferPointer { lengths in
                            inverses.withUnsafeBufferPointer { inverses in
                                query.withUnsafeBufferPointer { query in
                                    var rows = CScanRows(
                                        groups: 1, codes: codes.baseAddress, scales: scales.baseAddress, errors: errors.baseAddress,
                                        lengths: measuresLength ? lengths.baseAddress : nil,
                                        inverse_lengths: measuresLength ? inverses.baseAddress : nil)
                                    var request = CScanQuery(
                                        codes: query.baseAddress, error_weight: 4, length_weight: 8, inverse_weight: 2, least: 16)
                                    cscan_select(kernel.code, &rows, &request, 1, 0, 1, &hits, &count)
                                }
                            }
                        }
                    }
                }
            }
            #expect(hits.prefix(count).map { Int($0.row) } == expected && expected.count > 2 && expected.count < 14)
        }
    }
}
