import SemblanceCore

/// What distances need to know of a set of pictures, taken in batch by batch: patches, and features where a network was named.
struct PictureSet: Sendable {
    private(set) var patches: PatchSet
    private(set) var features: [[Float]] = []
    private let places: PatchProtocol?
    private let extractor: (any ImageFeatureExtractor)?

    /// How many pictures there are.
    private(set) var count = 0

    /// - Parameters:
    ///   - places: nil for pictures that are too small for patches
    ///   - extractor: nil for no features
    init(_ places: PatchProtocol?, _ extractor: (any ImageFeatureExtractor)?) {
        (self.places, self.extractor) = (places, extractor)
        patches = PatchSet(levels: places?.sides.count ?? 0)
    }

    /// Adds pictures behind those that there are.
    ///
    /// - Throws: what the network throws.
    mutating func add(_ images: [RGBImage], threads: Int) async throws {
        if let places {
            let first = count
            let parts = try await concurrentMap(Array(images.enumerated()), width: threads) { offset, image in
                var part = PatchSet(levels: places.sides.count)
                part.add(image, places: places.places(image: first + offset))
                return part
            }
            for part in parts { patches.append(part) }
        }
        if let extractor, !images.isEmpty { features += try await extractor.features(of: images) }
        count += images.count
    }
}
