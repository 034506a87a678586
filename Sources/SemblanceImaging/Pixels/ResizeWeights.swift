/// What each pixel along one axis of a resized image is made of: a run of source pixels and their shares.
///
/// The filter is a triangle of half-width max(1, source / target) source pixels, which is bilinear interpolation when an axis
/// grows and an antialiasing average when it shrinks. Shares are fixed-point numbers that sum up to `one` within rounding; a
/// triangle has no negative lobes, so nothing rings and nothing has to be clipped but that rounding.
struct ResizeWeights {
    /// How many binary digits a share has behind the point: 8 more for the pixel and one for the sign fill an Int32.
    static let fractionBits: Int32 = 22

    /// The first source pixel for each target pixel.
    private(set) var starts: [Int32] = []
    /// How many source pixels each target pixel takes.
    private(set) var counts: [Int32] = []
    /// `stride` shares for each target pixel, of which `counts` are used.
    private(set) var shares: [Int32] = []
    /// The most source pixels that any target pixel takes.
    let stride: Int

    /// - Parameters:
    ///   - source: pixels along the axis before, at least 1
    ///   - target: pixels along the axis after, at least 1
    init(source: Int, target: Int) {
        let scale = Double(source) / Double(target)
        let reach = max(scale, 1)
        stride = Int(reach.rounded(.up)) * 2 + 1
        starts.reserveCapacity(target)
        counts.reserveCapacity(target)
        shares = [Int32](repeating: 0, count: target * stride)
        var weights = [Double](repeating: 0, count: stride)
        for index in 0..<target {
            let centre = (Double(index) + 0.5) * scale
            let start = max(0, Int(centre - reach + 0.5))
            let end = min(source, Int(centre + reach + 0.5))
            var sum = 0.0
            for position in start..<end {
                let weight = max(0, 1 - abs((Double(position) + 0.5 - centre) / reach))
                weights[position - start] = weight
                sum += weight
            }
            for offset in 0..<(end - start) {
                let share = weights[offset] / sum * Double(1 << ResizeWeights.fractionBits)
                shares[index * stride + offset] = Int32(share.rounded())
            }
            starts.append(Int32(start))
            counts.append(Int32(end - start))
        }
    }
}
