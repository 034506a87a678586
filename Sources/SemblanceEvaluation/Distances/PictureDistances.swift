import SemblanceCore

/// The distances of a model's samples and reconstructions to photos: three sets of pictures that grow during an evaluation.
struct PictureDistances: Sendable {
    /// How many pictures a set shall have.
    let wanted: Int
    var photos: PictureSet
    var samples: PictureSet
    var reconstructions: PictureSet
    private let places: PatchProtocol?
    private let extractor: (any ImageFeatureExtractor)?
    private let seed: UInt64

    /// - Parameters:
    ///   - side: of the pictures, in pixels
    ///   - wanted: how many pictures a set shall have
    init(side: Int, wanted: Int, seed: UInt64, extractor: (any ImageFeatureExtractor)?) {
        places = PatchProtocol(side: side, images: wanted, seed: seed)
        photos = PictureSet(places, extractor)
        (samples, reconstructions) = (photos, photos)
        (self.wanted, self.seed, self.extractor) = (wanted, seed, extractor)
    }

    /// How many pictures all sets that are compared have: photos that could not be decoded leave the others too many.
    private var images: Int {
        [photos, samples, reconstructions].map(\.count).filter { $0 > 0 }.min() ?? 0
    }

    /// The sliced Wasserstein distance.
    ///
    /// - Parameter progress: told how many levels are done, of how many
    /// - Returns: nil without photos, without pictures to compare them with, and for pictures smaller than a level.
    func slicedWasserstein(
        threads: Int, progress: @Sendable (_ done: Int, _ total: Int) -> Void
    ) async throws -> SlicedWassersteinReport? {
        guard let places, photos.count > 0, samples.count + reconstructions.count > 0 else { return nil }
        let directions = places.directions()
        var levels: [SlicedWassersteinReport.Level] = []
        for (index, side) in places.sides.enumerated() {
            let real = photos.patches.patches(level: index, images: images)
            func distance(_ set: PictureSet) async throws -> Double? {
                guard set.count > 0 else { return nil }
                let patches = set.patches.patches(level: index, images: images)
                let distance = try await SlicedWasserstein.distance(
                    real, patches, directions: directions, length: PatchProtocol.length, threads: threads)
                return distance.map { $0 * 1000 }
            }
            levels.append(
                SlicedWassersteinReport.Level(
                    resolution: side, samples: try await distance(samples), reconstructions: try await distance(reconstructions)))
            progress(index + 1, places.sides.count)
        }
        func mean(_ values: [Double?]) -> Double? {
            let known = values.compactMap { $0 }
            return known.isEmpty ? nil : known.reduce(0, +) / Double(known.count)
        }
        return SlicedWassersteinReport(
            samples: mean(levels.map(\.samples)), reconstructions: mean(levels.map(\.reconstructions)), levels: levels, images: images,
            patches: images * places.patchesPerImage, patchesPerImage: places.patchesPerImage, directions: PatchProtocol.directions,
            seed: seed,
            protocol: """
                Karras et al. 2018: patches of 7x7x3 from each level of a Laplacian pyramid down to 16 px, as many of each picture, at \
                most 128; each channel of a set less its mean, over its deviation; the mean over random directions of the distance of \
                sorted projections, times 1000. Samples without truncation; reconstructions against the photos they are of
                """)
    }

    /// The Fréchet distance.
    ///
    /// - Returns: nil where no network was named, or with fewer than two pictures a set.
    func frechet() throws -> FrechetReport? {
        guard let extractor, images > 1, photos.count > 0, samples.count + reconstructions.count > 0 else { return nil }
        let real = Array(photos.features.prefix(images))
        func distance(_ set: PictureSet) throws -> Double? {
            set.count > 0 ? try FrechetDistance.distance(Array(set.features.prefix(images)), real) : nil
        }
        return FrechetReport(
            samples: try distance(samples), reconstructions: try distance(reconstructions), images: images,
            dimension: real.first?.count ?? 0, file: extractor.file, sha256: extractor.sha256, seed: seed,
            protocol: """
                \(extractor.preparation); covariances over N - 1 in double precision; samples without truncation, reconstructions \
                against the photos they are of
                """)
    }
}
