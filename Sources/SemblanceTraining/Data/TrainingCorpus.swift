import Foundation
import SemblanceCore
import SemblanceImaging
import Synchronization

/// The images that a run learns from, prepared when they are first asked for and kept in memory as far as allowed.
public final class TrainingCorpus: Sendable {
    private let folder: CorpusFolder
    private let files: [CorpusFile]
    private let preprocessor: Preprocessor
    private let cache: Mutex<Cache>

    private struct Cache {
        var pixels: [Int: RGBImage] = [:]
        var undecodable: Set<Int> = []
        var room: Int
    }

    /// How many files look like images.
    public var count: Int { files.count }

    /// How many of the images that were asked for could not be decoded; others stood in for them.
    public var undecodableCount: Int { cache.withLock { $0.undecodable.count } }

    /// Lists a folder and leaves out what is no image by its first bytes.
    ///
    /// - Parameters:
    ///   - minimumCount: how many images there must be, at least 1
    ///   - cacheBytes: how much memory prepared images may take
    ///   - limits: what an image may cost; those beyond are not learned from
    ///   - includes: which files may be learned from
    /// - Throws: what scanning throws; `notFound` for a folder with fewer images than `minimumCount`.
    public init(
        folder path: BytePath, preprocessing: Preprocessing, minimumCount: Int, cacheBytes: Int, limits: ImageLimits = .standard,
        includes: (CorpusFile) -> Bool = { _ in true }
    ) throws {
        folder = CorpusFolder(path)
        preprocessor = try Preprocessor(preprocessing, limits: limits)
        cache = Mutex(Cache(room: cacheBytes))
        let folder = folder
        files = try folder.scan().files.filter { includes($0) && FileReader.format(of: folder.path(of: $0)) != nil }
        guard files.count >= max(minimumCount, 1) else {
            throw SemblanceError(
                .notFound, "'\(path)' holds \(files.count) images, and \(max(minimumCount, 1)) are needed",
                advice: "name a folder with more JPEG, PNG or WebP photos, or lower --batch")
        }
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
