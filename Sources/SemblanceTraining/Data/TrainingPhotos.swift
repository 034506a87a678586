import SemblanceCore
import SemblanceImaging

/// Photos that a run may learn from, by position, wherever they lie.
public protocol TrainingPhotos: Sendable {
    /// How many there are.
    var count: Int { get }
    /// Where they lie, for messages.
    var place: String { get }
    /// What they are, to know them again.
    var fingerprint: CorpusFingerprint { get }

    /// Where each falls in the order of held-out slices, 0 ..< 1; nil for one that cannot be read. May read them all.
    func heldOutPositions() -> [Double?]

    /// A photo as the networks want it.
    ///
    /// - Throws: what reading and decoding throw; the photo is passed over then
    func prepared(at index: Int) throws -> RGBImage
}
