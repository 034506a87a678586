import SemblanceCore
import SemblanceImaging
import Synchronization

/// The images that a run learns from, prepared when they are first asked for and kept in memory as far as allowed.
public final class TrainingCorpus: Sendable {
    private let photos: any TrainingPhotos
    private let learned: [Int]
    private let heldOut: [Int]
    private let cache: Mutex<Cache>

    private struct Cache {
        var pixels: [Int: RGBImage] = [:]
        var undecodable: Set<Int> = []
        var room: Int
    }

    /// How many images there are to learn from, without those that are held out.
    public var count: Int { learned.count }

    /// How many images are held out: never learned from.
    public var heldOutCount: Int { heldOut.count }

    /// What the photos are, to know them again.
    public var fingerprint: CorpusFingerprint { photos.fingerprint }

    /// How many of the images that were asked for could not be decoded; others stood in for them.
    public var undecodableCount: Int { cache.withLock { $0.undecodable.count } }

    /// Divides photos into those to learn from and those that are held out.
    ///
    /// - Parameters:
    ///   - minimumCount: how many images there must be, at least 1
    ///   - cacheBytes: how much memory prepared images may take
    ///   - heldOut: how many images are not learned from
    /// - Throws: `notFound` for fewer images than `minimumCount`.
    public init(_ photos: any TrainingPhotos, minimumCount: Int, cacheBytes: Int, heldOut: HeldOutShare = .count(0)) throws {
        let minimum = max(minimumCount, 1)
        guard photos.count >= minimum else {
            throw SemblanceError(
                .notFound, "\(photos.place) holds \(photos.count) images, and \(minimum) are needed",
                advice: "name a folder with more JPEG, PNG or WebP photos, or lower --batch")
        }
        let positions = heldOut.isNone(of: photos.count, batchSize: minimum) ? [] : photos.heldOutPositions()
        (learned, self.heldOut) = positions.isEmpty ? (Array(0..<photos.count), []) : heldOut.split(positions, batchSize: minimum)
        self.photos = photos
        cache = Mutex(Cache(room: cacheBytes))
    }

    /// Lists a folder; see `FolderPhotos`.
    ///
    /// - Throws: what scanning throws; `notFound` for a folder with fewer images than `minimumCount`.
    public convenience init(
        folder path: BytePath, preprocessing: Preprocessing, minimumCount: Int, cacheBytes: Int, limits: ImageLimits = .standard,
        heldOut: HeldOutShare = .count(0), includes: (CorpusFile) -> Bool = { _ in true }
    ) throws {
        try self.init(
            FolderPhotos(path, preprocessing: preprocessing, limits: limits, includes: includes), minimumCount: minimumCount,
            cacheBytes: cacheBytes, heldOut: heldOut)
    }

    /// Up to `count` held-out images, prepared; those that cannot be decoded are passed over.
    func heldOutImages(_ count: Int) -> [RGBImage] {
        Array(heldOut.lazy.compactMap { try? self.photos.prepared(at: $0) }.prefix(count))
    }

    /// The prepared image at `index`, or the next one that can be decoded.
    ///
    /// - Throws: `undecodable` when none can.
    func image(at index: Int) throws -> RGBImage {
        for offset in 0..<learned.count {
            if let image = prepared((index + offset) % learned.count) { return image }
        }
        throw SemblanceError(.undecodable, "none of the \(learned.count) images in \(photos.place) can be decoded")
    }

    private func prepared(_ index: Int) -> RGBImage? {
        let (known, isBad) = cache.withLock { ($0.pixels[index], $0.undecodable.contains(index)) }
        if let known { return known }
        guard !isBad, let image = try? photos.prepared(at: learned[index]) else {
            cache.withLock { _ = $0.undecodable.insert(index) }
            return nil
        }
        cache.withLock {
            guard $0.room >= image.pixels.count, $0.pixels[index] == nil else { return }
            $0.room -= image.pixels.count
            $0.pixels[index] = image
        }
        return image
    }
}
