import Foundation
import SemblanceCore
import SemblanceImaging
import Synchronization

/// The images that a run learns from, prepared when they are first asked for and kept in memory as far as allowed.
public final class TrainingCorpus: Sendable {
    private let folder: CorpusFolder
    private let files: [CorpusFile]
    private let heldOut: [CorpusFile]
    private let preprocessor: Preprocessor
    private let cache: Mutex<Cache>

    private struct Cache {
        var pixels: [Int: RGBImage] = [:]
        var undecodable: Set<Int> = []
        var room: Int
    }

    /// How many files look like images, without those that are held out.
    public var count: Int { files.count }

    /// How many images are held out: never learned from.
    public var heldOutCount: Int { heldOut.count }

    /// What the folder holds, to know it again.
    public let fingerprint: CorpusFingerprint

    /// How many of the images that were asked for could not be decoded; others stood in for them.
    public var undecodableCount: Int { cache.withLock { $0.undecodable.count } }

    /// Lists a folder and leaves out what is no image by its first bytes.
    ///
    /// - Parameters:
    ///   - minimumCount: how many images there must be, at least 1
    ///   - cacheBytes: how much memory prepared images may take
    ///   - limits: what an image may cost; those beyond are not learned from
    ///   - heldOut: how many images are not learned from
    ///   - includes: which files count at all
    /// - Throws: what scanning throws; `notFound` for a folder with fewer images than `minimumCount`.
    public init(
        folder path: BytePath, preprocessing: Preprocessing, minimumCount: Int, cacheBytes: Int, limits: ImageLimits = .standard,
        heldOut: HeldOutShare = .count(0), includes: (CorpusFile) -> Bool = { _ in true }
    ) throws {
        folder = CorpusFolder(path)
        preprocessor = try Preprocessor(preprocessing, limits: limits)
        cache = Mutex(Cache(room: cacheBytes))
        let folder = folder
        let images = try folder.scan().files.filter { includes($0) && FileReader.format(of: folder.path(of: $0)) != nil }
        guard images.count >= max(minimumCount, 1) else {
            throw SemblanceError(
                .notFound, "'\(path)' holds \(images.count) images, and \(max(minimumCount, 1)) are needed",
                advice: "name a folder with more JPEG, PNG or WebP photos, or lower --batch")
        }
        fingerprint = CorpusFingerprint(folder: path, files: images)
        (files, self.heldOut) = heldOut.split(images, batchSize: max(minimumCount, 1))
    }

    /// Up to `count` held-out images, prepared; those that cannot be decoded are passed over.
    func heldOutImages(_ count: Int) -> [RGBImage] {
        Array(heldOut.lazy.compactMap { try? self.read($0) }.prefix(count))
    }

    /// The prepared image at `index`, or the next one that can be decoded.
    ///
    /// - Throws: `undecodable` when none can.
    func image(at index: Int) throws -> RGBImage {
        for offset in 0..<files.count {
            if let image = prepared((index + offset) % files.count) { return image }
        }
        throw SemblanceError(.undecodable, "none of the \(files.count) images in '\(folder.path)' can be decoded")
    }

    private func prepared(_ index: Int) -> RGBImage? {
        let (known, isBad) = cache.withLock { ($0.pixels[index], $0.undecodable.contains(index)) }
        if let known { return known }
        guard !isBad, let image = try? read(files[index]) else {
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

    private func read(_ file: CorpusFile) throws -> RGBImage {
        try preprocessor.prepare(folder.read(file, maximumBytes: preprocessor.limits.maximumBytes))
    }
}
