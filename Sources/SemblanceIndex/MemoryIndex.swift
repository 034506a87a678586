import SemblanceCore

/// An index that is held in memory, and of which changed copies can be made while it is searched.
public protocol MemoryIndex: LatentIndex {
    /// About how many bytes of memory it takes.
    var bytes: Int { get }

    /// Whether the index holds an image.
    func contains(_ id: Int64) -> Bool

    /// The `dimension` values of an image's latent; nil where the index does not hold it.
    func vector(of id: Int64) -> [Float]?

    /// The index with some images taken out and others put in; this one stays as it is for whoever searches it.
    ///
    /// - Parameters:
    ///   - insertions: new images with their latents
    ///   - removals: images that go; those that the index does not hold are passed over, and an image that is removed and inserted
    ///     is replaced
    /// - Throws: `invalidArgument` for a latent of another length or with a value that is not finite; `conflict` where an image
    ///   would be in the index twice.
    func updating(inserting insertions: [(id: Int64, vector: [Float])], removing removals: Set<Int64>) throws -> Self
}

extension MemoryIndex {
    /// The latents of some images; images that the index does not hold are missing.
    public func vectors(of ids: [Int64]) -> [Int64: [Float]] {
        ids.reduce(into: [:]) { found, id in found[id] = vector(of: id) }
    }
}
