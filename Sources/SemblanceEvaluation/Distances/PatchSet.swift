import SemblanceCore

/// Patches of a set of pictures, level by level.
struct PatchSet: Sendable {
    /// How many pictures they were taken of.
    private(set) var images = 0
    /// By level: the patches' values, one patch after the other, in the order of the pictures. R, G and B of a pixel together, rows from the top.
    private(set) var levels: [[Float]]

    /// - Parameter levels: how many levels a picture has
    init(levels: Int) { self.levels = [[Float]](repeating: [], count: levels) }

    /// Takes patches of a picture.
    ///
    /// - Parameter places: the upper left corners, by level
    mutating func add(_ image: RGBImage, places: [[(x: Int, y: Int)]]) {
        let pyramid = LaplacianPyramid(image, count: places.count)
        let side = PatchProtocol.patchSide
        for (index, level) in pyramid.levels.enumerated() {
            for place in places[index] {
                for y in place.y..<place.y + side {
                    let from = (y * level.width + place.x) * 3
                    levels[index].append(contentsOf: level.values[from..<from + side * 3])
                }
            }
        }
        images += 1
    }

    /// Adds another set's patches behind these.
    mutating func append(_ other: PatchSet) {
        for index in levels.indices { levels[index] += other.levels[index] }
        images += other.images
    }

    /// A level's patches of the first `images` pictures.
    func patches(level: Int, images count: Int) -> [Float] {
        images == 0 ? [] : Array(levels[level].prefix(levels[level].count / images * count))
    }
}
