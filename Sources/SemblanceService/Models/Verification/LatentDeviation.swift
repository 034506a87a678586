import Foundation

/// How far vectors lie from others that should be the same, gathered over many.
struct LatentDeviation {
    /// The largest |difference| of two coordinates.
    private(set) var largest = 0.0
    /// The largest angle in degrees.
    private(set) var largestAngle = 0.0
    /// How many vectors were compared.
    private(set) var count = 0

    private var sum = 0.0
    private var coordinates = 0

    /// The mean |difference| of two coordinates.
    var mean: Double { sum / Double(max(coordinates, 1)) }

    /// Compares two vectors of one length.
    mutating func add(_ vector: [Float], _ other: [Float]) {
        // |u/‖u‖ − v/‖v‖| and |u/‖u‖ + v/‖v‖| give small angles without the loss that the arc cosine has near 1.
        var lengths = (0.0, 0.0)
        for (u, v) in zip(vector, other) {
            let (u, v) = (Double(u), Double(v))
            largest = max(largest, abs(u - v))
            sum += abs(u - v)
            lengths = (lengths.0 + u * u, lengths.1 + v * v)
        }
        coordinates += vector.count
        count += 1
        let (a, b) = (lengths.0.squareRoot(), lengths.1.squareRoot())
        guard a > 0, b > 0 else {
            if a != b { largestAngle = max(largestAngle, 90) }
            return
        }
        var (apart, together) = (0.0, 0.0)
        for (u, v) in zip(vector, other) {
            let (u, v) = (Double(u) / a, Double(v) / b)
            apart += (u - v) * (u - v)
            together += (u + v) * (u + v)
        }
        largestAngle = max(largestAngle, 2 * atan2(apart.squareRoot(), together.squareRoot()) * 180 / .pi)
    }
}
