import SemblanceCore

/// One query, and how far what the database measures may be from what `Metric` does.
///
/// The database orders by a key: 1 − cos for cosine, and for Euclidean the squared distance, (l − q)² + 2lq (1 − cos) with the lengths l
/// and q, which holds for any lengths and needs nothing but the angle. It sums in f32, so that 1 − cos is off by `tolerance` at most
/// (Higham's bound for n sums, twice). From that follows which keys a hit at some distance can have.
struct PgvectorQuery: Sendable {
    let vector: [Float]
    let metric: Metric
    /// The query's hits are this many at most.
    let k: Int
    /// Only hits that come after this one count.
    let after: IndexHit?
    /// ‖query‖
    let length: Double
    /// The query at length 1, so that no value of it is too large for the database; zeros where it has no length.
    let direction: [Float]

    init(_ vector: [Float], k: Int, metric: Metric, after: IndexHit?) {
        self.vector = vector
        self.k = k
        self.metric = metric
        self.after = after
        let length = vector.reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot()
        self.length = length
        direction = length > 0 ? vector.map { Float(Double($0) / length) } : vector
    }

    /// The greatest key of images at a distance or nearer.
    func highestKey(within distance: Float) -> Double {
        let distance = Double(distance)
        switch metric {
        case .cosine: return distance * (1 + Self.rounding) + tolerance
        case .euclidean: return distance * distance * (1 + Self.rounding) + 2 * (length + distance) * length * tolerance
        }
    }

    /// The least key of images that come after `after`; nil where that may be any.
    var lowestKey: Double? {
        guard let after, after.distance > 0 else { return nil }
        guard after.distance.isFinite else { return .infinity }
        let distance = Double(after.distance)
        switch metric {
        case .cosine: return distance * (1 - Self.rounding) - tolerance
        case .euclidean:
            guard distance > length * tolerance else { return nil }
            return distance * distance * (1 - Self.rounding) - 2 * (length + distance) * length * tolerance
        }
    }

    /// What rows of id, vector, scale and key come to, measured by `Metric`.
    func measure(_ rows: PostgresResult) throws -> PgvectorCandidates {
        var found: [(hit: IndexHit, key: Double)] = []
        var greatest = -Double.infinity
        for row in rows {
            var columns = row.columns
            let id: Int64 = try columns.next()
            var coordinates: [Float] = try columns.next()
            let scale: Float = try columns.next()
            let key: Double = try columns.next()
            if scale != 1 { for index in coordinates.indices { coordinates[index] *= scale } }
            greatest = max(greatest, key)
            let hit = IndexHit(id: id, distance: metric.distance(vector, coordinates))
            if let after, (hit.distance, hit.id) <= (after.distance, after.id) { continue }
            found.append((hit, key))
        }
        let nearest = found.sorted { ($0.hit.distance, $0.hit.id) < ($1.hit.distance, $1.hit.id) }.prefix(k)
        return PgvectorCandidates(
            hits: nearest.map(\.hit), greatestKeyOfHits: nearest.map(\.key).max() ?? -.infinity, greatestKey: greatest, count: rows.count,
            isFull: nearest.count == k)
    }

    /// By how much 1 − cos may be off.
    private var tolerance: Double { Double(vector.count + 16) * 0x1p-23 }
    /// By what share a distance as f32, and coordinates as f32, may be off, with much room.
    private static let rounding = 0x1p-20
}
