import SemblanceEvaluation

/// Where the latents of some images lie in the plane in which they differ most. The images are in an order as good as random, so that the
/// first of them are a fair choice too.
struct LatentMap: Sendable {
    /// How many images the plane and its scale are laid through; the others are drawn into it.
    static let fitted = 25_000

    /// The images.
    let ids: [Int64]
    /// Where each lies, 0 … 65,535.
    let places: [(x: UInt16, y: UInt16)]
    /// The share of what latents differ by that each direction shows.
    let explained: [Double]

    /// - Parameters:
    ///   - ids: images in a random order
    ///   - dimension: the length of a latent
    ///   - vector: the latent of an image; nil for one that is left out
    /// - Throws: `engine` for latents that are not finite
    init(_ ids: [Int64], dimension: Int, vector: (Int64) -> [Float]?) throws {
        var (present, points): ([Int64], [Float]) = ([], [])
        for id in ids.prefix(Self.fitted) {
            guard let coordinates = vector(id) else { continue }
            present.append(id)
            points += coordinates
        }
        let plane = try PrincipalPlane(points, dimension: dimension)
        var positions = present.indices.map { plane.position(of: points[$0 * dimension..<($0 + 1) * dimension]) }
        let scale = MapScale(positions)
        for id in ids.dropFirst(Self.fitted) {
            guard let coordinates = vector(id) else { continue }
            present.append(id)
            positions.append(plane.position(of: coordinates))
        }
        (self.ids, places, explained) = (present, positions.map { scale.place($0) }, plane.explained)
    }
}
