import SemblanceCore

/// An image that was read and encoded, on its way into the database.
public struct NewImage: Sendable {
    /// SHA-256 of its bytes.
    public let sha256: [UInt8]
    /// How many bytes it has.
    public let byteSize: Int64
    /// `jpeg`, `png`, `webp`
    public let format: String
    /// In pixels, as it is shown.
    public let width: Int
    /// In pixels, as it is shown.
    public let height: Int
    /// A small JPEG.
    public let thumbnail: [UInt8]
    /// What else is known of it, a JSON object; kept only where the image is new.
    public let metadata: JSONText
    /// The path or address that it was read from, as bytes, because a path need not be UTF-8.
    public let source: [UInt8]
    /// What the file was like.
    public let fingerprint: SourceFingerprint
    /// What the model version made of it.
    public let latent: Latent

    /// An image that was read and encoded.
    public init(
        sha256: [UInt8], byteSize: Int64, format: String, width: Int, height: Int, thumbnail: [UInt8],
        metadata: JSONText = .emptyObject, source: [UInt8], fingerprint: SourceFingerprint, latent: Latent
    ) {
        self.sha256 = sha256
        self.byteSize = byteSize
        self.format = format
        self.width = width
        self.height = height
        self.thumbnail = thumbnail
        self.metadata = metadata
        self.source = source
        self.fingerprint = fingerprint
        self.latent = latent
    }
}
