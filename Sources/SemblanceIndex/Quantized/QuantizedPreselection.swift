import CScan
import SemblanceCore

/// A pass over the bits of some rows and the high bytes of a few of them, which leaves for each query the rows that may be among its k
/// nearest.
struct QuantizedPreselection {
    private let scan: QuantizedScan
    private let bounds: [DistanceBounds]
    private let bits: [BitQuery]
    /// The tables of all queries.
    private let tables: [UInt8]
    /// The codes of all queries, each filled up to the length of a row of bytes.
    private let bytes: [Int8]

    /// - Parameters:
    ///   - queries: rotated
    ///   - bounds: what is known of the distances from each
    init(scan: QuantizedScan, queries: [UnsafeBufferPointer<Float>], bounds: [DistanceBounds]) {
        self.scan = scan
        self.bounds = bounds
        bits = zip(queries, bounds).map {
            BitQuery($0, norm: $1.code.squaredNorm.squareRoot(), metric: scan.metric, deviations: scan.index.deviations)
        }
        tables = bits.flatMap(\.tables)
        let stride = scan.index.segments.first?.store.codes.stride ?? 0
        bytes = bounds.flatMap { $0.code.codes + [Int8](repeating: 0, count: stride - $0.code.codes.count) }
    }

    /// For each query its candidates, those that may be nearest first.
    func candidates(in parts: [QuantizedPart]) -> [[CandidateSet.Candidate]] {
        var sets = bounds.map { _ in CandidateSet(k: scan.k) }
        let places = Int(CSCAN_BITS_BLOCKS) * QuantizedStore.blockRows
        tables.withUnsafeBufferPointer { tables in
            withUnsafeTemporaryAllocation(of: UInt32.self, capacity: Self.queries * places) { rows in
                withUnsafeTemporaryAllocation(of: Int32.self, capacity: places) { products in
                    for part in parts {
                        part.withAllowed(by: scan.scope, in: scan.index.segments) { allowed in
                            for first in stride(from: 0, to: bounds.count, by: Self.queries) {
                                let group = first..<min(first + Self.queries, bounds.count)
                                let counts = select(part, allowed, for: group, sets, tables, into: rows)
                                for (place, query) in group.enumerated() where counts[place] > 0 {
                                    let start = place * part.blocks.count * QuantizedStore.blockRows
                                    let found = UnsafeBufferPointer(rebasing: rows[start..<start + counts[place]])
                                    offer(found, of: part, by: query, products, to: &sets[query])
                                }
                            }
                        }
                    }
                }
            }
        }
        return sets.map { $0.ordered() }
    }

    /// Fills `rows` with those of a part that each query of a group wants.
    ///
    /// - Returns: how many each wants
    private func select(
        _ part: QuantizedPart, _ allowed: UnsafePointer<UInt32>?, for group: Range<Int>, _ sets: [CandidateSet],
        _ tables: UnsafeBufferPointer<UInt8>, into rows: UnsafeMutableBufferPointer<UInt32>
    ) -> [Int] {
        guard !scan.isExhaustive, scan.index.dimension >= Self.leastDimension else {
            let all = part.rows(allowed)
            for place in 0..<group.count {
                for (offset, row) in all.enumerated() { rows[place * part.blocks.count * QuantizedStore.blockRows + offset] = row }
            }
            return group.map { _ in all.count }
        }
        let segment = scan.index.segments[part.segment]
        let width = tables.count / bounds.count
        let requests = group.map { query in
            bits[query].request(
                tables.baseAddress.map { $0 + query * width }, threshold: sets[query].threshold, lengths: segment.lengths)
        }
        var counts = [Int](repeating: 0, count: group.count)
        withUnsafePointer(to: segment.store.codes) { store in
            cscan_select_bits(
                scan.index.kernel.code, store, requests, requests.count, part.blocks.lowerBound, part.blocks.count, allowed,
                rows.baseAddress, &counts)
        }
        return counts
    }

    /// Bounds the distances of rows by their high bytes.
    private func offer(
        _ rows: UnsafeBufferPointer<UInt32>, of part: QuantizedPart, by query: Int, _ products: UnsafeMutableBufferPointer<Int32>,
        to set: inout CandidateSet
    ) {
        let codes = scan.index.segments[part.segment].store.codes
        withUnsafePointer(to: codes) { store in
            bytes.withUnsafeBufferPointer { bytes in
                cscan_multiply_high(
                    scan.index.kernel.code, store, bytes.baseAddress.map { $0 + query * store.pointee.stride }, rows.baseAddress,
                    rows.count,
                    products.baseAddress)
            }
        }
        let start = scan.scope.start(scan.metric)
        for (place, row) in rows.enumerated() {
            let row = Int(row), length = Double(codes.lengths[row])
            let interval = bounds[query].interval(
                dot: products[place], scale: codes.scales[row], error: codes.errors[row], squaredNorm: length * length)
            guard interval.upper >= start else { continue }
            set.offer(row: part.firstRow + row, lower: interval.lower, upper: interval.upper, counts: interval.lower > start)
        }
    }

    private static var queries: Int { Int(CSCAN_QUERIES) }
    /// Of fewer values than this, bits say too little.
    private static var leastDimension: Int { 32 }
}
