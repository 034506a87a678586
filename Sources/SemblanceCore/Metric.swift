/// How far apart two latents are.
public enum Metric: String, Sendable, CaseIterable, Codable {
    /// 1 − cos(u, v), in 0 … 2.
    case cosine
    /// ‖u − v‖, on latents as their method normalises them (O-GAN: N, so 0 … 2√n).
    case euclidean

    /// The similarity that belongs to a distance; it falls as the distance grows: cos for cosine, 1 / (1 + d) for Euclidean.
    public func similarity(distance: Float) -> Float {
        switch self {
        case .cosine: 1 - distance
        case .euclidean: 1 / (1 + distance)
        }
    }

    /// The distance of two vectors of one length, summed in double precision from the differences of the f32 values.
    ///
    /// For cosine this is half the squared distance of the unit vectors, which equals 1 − cos but loses no digits when the two
    /// are close; a vector of length zero is at distance 1 from everything.
    public func distance(_ u: some Collection<Float>, _ v: some Collection<Float>) -> Float {
        let measured = u.withContiguousStorageIfAvailable { u in v.withContiguousStorageIfAvailable { v in distance(u, v) } }
        return measured.flatMap { $0 } ?? distance(Array(u), Array(v))
    }

    /// The distance of two vectors that lie in memory.
    public func distance(_ u: UnsafeBufferPointer<Float>, _ v: UnsafeBufferPointer<Float>) -> Float {
        precondition(u.count == v.count, "vectors of one length")
        let count = u.count
        var index = 0
        switch self {
        case .euclidean:
            var sum = 0.0
            while index < count {
                let difference = Double(u[index]) - Double(v[index])
                sum += difference * difference
                index += 1
            }
            return Float(sum.squareRoot())
        case .cosine:
            var uu = 0.0
            var vv = 0.0
            while index < count {
                uu += Double(u[index]) * Double(u[index])
                vv += Double(v[index]) * Double(v[index])
                index += 1
            }
            guard uu > 0, vv > 0 else { return 1 }
            let uScale = 1 / uu.squareRoot()
            let vScale = 1 / vv.squareRoot()
            var sum = 0.0
            index = 0
            while index < count {
                let difference = Double(u[index]) * uScale - Double(v[index]) * vScale
                sum += difference * difference
                index += 1
            }
            return Float(sum / 2)
        }
    }
}
