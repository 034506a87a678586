import Crypto
import SemblanceCore
import SemblanceImaging

/// Photos that were prepared beforehand, and what their bytes were.
public struct PackedPhotos: TrainingPhotos {
    private let reader: PhotoPackReader
    private let digests: [[UInt8]]

    /// As the protocol says: the photos' SHA-256.
    public let fingerprint: CorpusFingerprint
    /// As the protocol says.
    public let place: String

    /// - Parameters:
    ///   - pack: the photos, all of them
    ///   - digests: SHA-256 of each one's bytes, in the pack's order
    ///   - place: where they come from, for messages
    /// - Throws: `unreadable` where the pack is not there; `conflict` where it is not whole
    public init(_ pack: PhotoPack, digests: [[UInt8]], place: String) throws {
        reader = try pack.opened()
        guard reader.count == digests.count else {
            throw SemblanceError(.conflict, "'\(pack.path)' holds \(reader.count) prepared photos of \(digests.count)")
        }
        self.digests = digests
        self.place = place
        fingerprint = CorpusFingerprint(digests: digests)
    }

    /// As the protocol says.
    public var count: Int { digests.count }

    /// As the protocol says.
    public func heldOutPositions() -> [Double?] { digests.map { HeldOutSlice.position(ofSHA256: $0) } }

    /// As the protocol says.
    public func prepared(at index: Int) throws -> RGBImage { try reader.photo(at: index) }
}
