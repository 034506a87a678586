import SemblanceCore

/// The k nearest of the candidates that one query was left with, measured as they are reported.
///
/// Measuring is dear, so a candidate's product with the query comes first: a row that it shows to be too far, or before where the
/// caller goes on, is not measured.
struct NearestRows {
    private let query: UnsafeBufferPointer<Float>
    private let metric: Metric
    private let bounds: DistanceBounds?
    private let scope: ScanScope
    private let start: Double
    private var heap: BoundedHeap<RankedHit>
    /// The distance of the farthest of k hits, on the scale of the bounds.
    private var threshold = Double.infinity

    /// - Parameter bounds: nil where nothing is known of distances, so that every candidate is measured
    init(k: Int, query: UnsafeBufferPointer<Float>, metric: Metric, bounds: DistanceBounds?, scope: ScanScope) {
        (self.query, self.metric, self.bounds, self.scope) = (query, metric, bounds, scope)
        start = scope.start(metric)
        heap = BoundedHeap(capacity: k)
    }

    /// The hits so far, in the order of replies.
    var hits: [RankedHit] { heap.elements.sorted() }

    /// Whether a row at this distance or farther is none of the k nearest.
    @inline(__always)
    func isSurpassed(by lower: Double) -> Bool { lower > threshold }

    mutating func offer(_ id: Int64, _ row: UnsafeBufferPointer<Float>, squaredNorm: Double) {
        if let bounds {
            let interval = bounds.interval(product: product(row), squaredNorm: squaredNorm)
            guard interval.lower <= threshold, interval.upper >= start else { return }
        }
        let hit = RankedHit(distance: metric.distance(query, row), id: id)
        guard scope.admits(hit) else { return }
        heap.insert(hit)
        if heap.isFull, let farthest = heap.largest { threshold = DistanceBounds.scaled(farthest.distance, metric) }
    }

    /// ⟨query, row⟩, summed in eight lanes.
    private func product(_ row: UnsafeBufferPointer<Float>) -> Double {
        let (us, vs) = (UnsafeRawBufferPointer(query), UnsafeRawBufferPointer(row))
        let width = MemoryLayout<SIMD8<Float>>.size
        let whole = us.count / width * width
        var sums = SIMD8<Double>()
        for offset in stride(from: 0, to: whole, by: width) {
            let u = us.loadUnaligned(fromByteOffset: offset, as: SIMD8<Float>.self)
            let v = vs.loadUnaligned(fromByteOffset: offset, as: SIMD8<Float>.self)
            sums += SIMD8<Double>(u) * SIMD8<Double>(v)
        }
        var sum = sums.sum()
        for index in whole / MemoryLayout<Float>.size..<query.count { sum += Double(query[index]) * Double(row[index]) }
        return sum
    }
}
