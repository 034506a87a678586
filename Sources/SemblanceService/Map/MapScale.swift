/// Gives positions in a plane whole numbers 0 … 65,535: by one scale for both directions, chosen so that all but a few outliers fit.
///
/// The direction in which the positions spread more is filled; what lies beyond comes to lie at the edge.
struct MapScale: Sendable {
    /// The greatest number.
    static let greatest = 65_535.0
    /// The share of the positions that may lie beyond the edge, on each side.
    private static let outliers = 0.001

    private let centre: (x: Double, y: Double)
    private let scale: Double

    /// - Parameter positions: what has to fit
    init(_ positions: [(x: Double, y: Double)]) {
        let (x, y) = (Self.range(of: positions.map(\.x)), Self.range(of: positions.map(\.y)))
        centre = ((x.low + x.high) / 2, (y.low + y.high) / 2)
        let spread = max(x.high - x.low, y.high - y.low)
        scale = spread > 0 ? Self.greatest / spread : 0
    }

    /// The numbers of a position.
    func place(_ position: (x: Double, y: Double)) -> (x: UInt16, y: UInt16) {
        (number(position.x - centre.x), number(position.y - centre.y))
    }

    private func number(_ distance: Double) -> UInt16 {
        UInt16(min(max((Self.greatest / 2 + distance * scale).rounded(), 0), Self.greatest))
    }

    private static func range(of values: [Double]) -> (low: Double, high: Double) {
        let sorted = values.sorted()
        guard !sorted.isEmpty else { return (0, 0) }
        let skipped = Int(Double(sorted.count) * outliers)
        return (sorted[skipped], sorted[sorted.count - 1 - skipped])
    }
}
