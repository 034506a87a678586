import COpenBLAS
import SemblanceCore

extension ExactIndex {
    /// The `k` nearest of `rows[range]` for each of the queries, by distance and id.
    ///
    /// - Parameters:
    ///   - queries: `queryCount · dimension` finite values
    ///   - range: which rows are looked at
    ///   - chosen: which of them count; nil for all
    func scan(_ queries: ArraySlice<Float>, range: Range<Int>, k: Int, metric: Metric, among chosen: IDSet?) -> [[IndexHit]] {
        let queryCount = queries.count / dimension
        guard !range.isEmpty else { return [[IndexHit]](repeating: [], count: queryCount) }
        return queries.withUnsafeBufferPointer { queries in
            rows.withUnsafeBufferPointer { rows in
                let candidates = preselect(queries, rows, range: range, k: min(k, range.count), metric: metric, among: chosen)
                return (0..<queryCount).map { query in
                    nearest(
                        to: row(query, of: queries), among: candidates[query], of: rows, k: min(k, range.count), metric: metric)
                }
            }
        }
    }

    /// For each query the rows that may be among its `k` nearest: all of those that are, and few others.
    private func preselect(
        _ queries: UnsafeBufferPointer<Float>, _ rows: UnsafeBufferPointer<Float>, range: Range<Int>, k: Int, metric: Metric,
        among chosen: IDSet?
    ) -> [[Int]] {
        let queryCount = queries.count / dimension
        let bounds = (0..<queryCount).map {
            DistanceBounds(query: row($0, of: queries), metric: metric, largestNorm: norms.largest)
        }
        var sets = (0..<queryCount).map { _ in CandidateSet(k: k) }
        let block = min(Self.rowsPerBlock, range.count)
        withUnsafeTemporaryAllocation(of: Float.self, capacity: block * queryCount) { products in
            for start in stride(from: range.lowerBound, to: range.upperBound, by: block) {
                let blockRange = start..<min(start + block, range.upperBound)
                multiply(queries, rows, blockRange, into: products)
                for query in 0..<queryCount {
                    guard let bound = bounds[query], let first = products.baseAddress else { continue }
                    offer(blockRange, first + query * blockRange.count, bound, metric, among: chosen, to: &sets[query])
                }
            }
        }
        return zip(bounds, sets).map { $0 == nil ? range.filter { isChosen($0, by: chosen) } : $1.rows() }
    }

    /// products[query][i] = ⟨query, row i of the block⟩
    private func multiply(
        _ queries: UnsafeBufferPointer<Float>, _ rows: UnsafeBufferPointer<Float>, _ block: Range<Int>,
        into products: UnsafeMutableBufferPointer<Float>
    ) {
        let n = Int32(dimension)
        let count = Int32(block.count)
        let first = rows.baseAddress.map { $0 + block.lowerBound * dimension }
        if queries.count == dimension {
            cblas_sgemv(CblasRowMajor, CblasNoTrans, count, n, 1, first, n, queries.baseAddress, 1, 0, products.baseAddress, 1)
        } else {
            let queryCount = Int32(queries.count / dimension)
            cblas_sgemm(
                CblasRowMajor, CblasNoTrans, CblasTrans, queryCount, count, n, 1, queries.baseAddress, n, first, n, 0,
                products.baseAddress, count)
        }
    }

    /// Offers the chosen rows of a block whose score is not too small, eight looked at in one go.
    private func offer(
        _ block: Range<Int>, _ products: UnsafeMutablePointer<Float>, _ bounds: DistanceBounds, _ metric: Metric, among chosen: IDSet?,
        to set: inout CandidateSet
    ) {
        norms.terms(for: metric).withUnsafeBufferPointer { terms in
            norms.squared.withUnsafeBufferPointer { squared in
                var least = norms.canScreen ? bounds.leastScore(threshold: set.threshold) : -.infinity
                var row = block.lowerBound
                while row < block.upperBound {
                    let next = min(row + Self.lanes, block.upperBound)
                    defer { row = next }
                    let product = products + (row - block.lowerBound)
                    if least > -.infinity, next - row == Self.lanes, let term = terms.baseAddress.map({ $0 + row }) {
                        guard reaches(least, product, term, metric) else { continue }
                    }
                    for row in row..<next where isChosen(row, by: chosen) {
                        let interval = bounds.interval(dot: products[row - block.lowerBound], rowSquaredNorm: squared[row])
                        set.offer(row: row, lower: interval.lower, upper: interval.upper)
                    }
                    if norms.canScreen { least = bounds.leastScore(threshold: set.threshold) }
                }
            }
        }
    }

    /// Whether one of eight rows has at least this score.
    @inline(__always)
    private func reaches(_ least: Float, _ product: UnsafeMutablePointer<Float>, _ term: UnsafePointer<Float>, _ metric: Metric) -> Bool {
        let products = UnsafeRawPointer(product).loadUnaligned(as: SIMD8<Float>.self)
        let terms = UnsafeRawPointer(term).loadUnaligned(as: SIMD8<Float>.self)
        let scores = metric == .cosine ? products * terms : products - terms
        return any(scores .>= least)
    }

    @inline(__always)
    private func isChosen(_ row: Int, by chosen: IDSet?) -> Bool {
        chosen.map { $0.contains(ids[row]) } ?? true
    }

    /// Measures the candidates and keeps the `k` nearest.
    private func nearest(
        to query: UnsafeBufferPointer<Float>, among candidates: [Int], of rows: UnsafeBufferPointer<Float>, k: Int, metric: Metric
    ) -> [IndexHit] {
        var heap = BoundedHeap<RankedHit>(capacity: k)
        for candidate in candidates {
            heap.insert(RankedHit(distance: metric.distance(query, row(candidate, of: rows)), id: ids[candidate]))
        }
        return heap.elements.sorted().map { IndexHit(id: $0.id, distance: $0.distance) }
    }

    private func row(_ index: Int, of matrix: UnsafeBufferPointer<Float>) -> UnsafeBufferPointer<Float> {
        UnsafeBufferPointer(rebasing: matrix[index * dimension..<(index + 1) * dimension])
    }

    /// The products of a block of queries with so many rows stay in the second-level cache.
    private static var rowsPerBlock: Int { 1024 }
    private static var lanes: Int { 8 }
}
