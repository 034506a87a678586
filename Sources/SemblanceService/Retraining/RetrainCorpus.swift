import SemblanceCore
import SemblanceImaging
import SemblanceStorage

/// What a version learns from: images in a fixed order, whatever comes into the collection or leaves it meanwhile.
struct RetrainCorpus: Sendable, Equatable {
    let images: [RecordedImage]

    /// SHA-256 of each photo's bytes.
    var digests: [[UInt8]] { images.map(\.sha256) }

    /// Chooses among the images of a collection: all that are held out, and of the others as many as are allowed, by their SHA-256.
    init(_ all: [RecordedImage], heldOut: Double, maximum: Int) {
        let positions = all.map { HeldOutSlice.position(ofSHA256: $0.sha256) }
        let learned = positions.indices.filter { positions[$0] >= heldOut }
        guard learned.count > maximum else {
            images = all
            return
        }
        // From the far end, so that another share that is held out does not change which they are.
        let chosen = Set(learned.sorted { positions[$0] > positions[$1] }.prefix(maximum))
        images = all.indices.filter { positions[$0] < heldOut || chosen.contains($0) }.map { all[$0] }
    }

    // MARK: As bytes

    private static let recordSize = 40

    /// For the database: each image's id and SHA-256.
    var bytes: [UInt8] {
        images.flatMap { image in withUnsafeBytes(of: image.id.littleEndian, Array.init) + image.sha256 }
    }

    /// - Throws: `corrupt` for bytes that are no list
    init(bytes: [UInt8]) throws {
        guard bytes.count.isMultiple(of: Self.recordSize) else {
            throw SemblanceError(.corrupt, "the list of photos to learn from is cut", advice: "retrain anew")
        }
        images = stride(from: 0, to: bytes.count, by: Self.recordSize).map { start in
            let id = bytes[start..<start + 8].reversed().reduce(0 as UInt64) { $0 << 8 | UInt64($1) }
            return RecordedImage(id: Int64(bitPattern: id), sha256: Array(bytes[start + 8..<start + Self.recordSize]))
        }
    }
}
