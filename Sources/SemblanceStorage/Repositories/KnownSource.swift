/// A path or address that is known to hold the bytes of an image.
public struct KnownSource: Sendable, Equatable {
    /// The image.
    public let imageID: Int64
    /// What the file was like when it was read.
    public let fingerprint: SourceFingerprint
    /// Whether another source held the same bytes first; so it counts again when nothing changed.
    public let isDuplicate: Bool

    /// A source that is known.
    public init(imageID: Int64, fingerprint: SourceFingerprint, isDuplicate: Bool) {
        self.imageID = imageID
        self.fingerprint = fingerprint
        self.isDuplicate = isDuplicate
    }
}
