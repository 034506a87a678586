import SemblanceCore

/// An image that was read, on its way into the database.
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
    /// A small JPEG; nil for an image that the collection has.
    public let thumbnail: [UInt8]?
    /// What else is known of it, a JSON object; its members replace those of an image that the collection has.
    public let metadata: JSONText
    /// The path or address that it was read from, as bytes, because a path need not be UTF-8.
    public let source: [UInt8]
    /// How many leading bytes of `source` name the archive that holds it; 0 for a file of its own.
    public let archiveLength: Int32
    /// What the file was like.
    public let fingerprint: SourceFingerprint
    /// What the model version made of it; nil for an image that has a latent of that version.
    public let latent: Latent?
    /// Its bytes, where the database is to keep them because no file does.
    public let upload: [UInt8]?

    /// An image that was read and encoded.
    public init(
        sha256: [UInt8], byteSize: Int64, format: String, width: Int, height: Int, thumbnail: [UInt8]?,
        metadata: JSONText = .emptyObject, source: [UInt8], archiveLength: Int32 = 0, fingerprint: SourceFingerprint, latent: Latent?,
        upload: [UInt8]? = nil
    ) {
        self.sha256 = sha256
        self.byteSize = byteSize
        self.format = format
        self.width = width
        self.height = height
        self.thumbnail = thumbnail
        self.metadata = metadata
        self.source = source
        self.archiveLength = archiveLength
        self.fingerprint = fingerprint
        self.latent = latent
        self.upload = upload
    }

    /// Another source of an image that the collection has, with a latent of the model version.
    public init(
        known sha256: [UInt8], byteSize: Int64, metadata: JSONText = .emptyObject, source: [UInt8], archiveLength: Int32 = 0,
        fingerprint: SourceFingerprint, upload: [UInt8]? = nil
    ) {
        self.init(
            sha256: sha256, byteSize: byteSize, format: "", width: 0, height: 0, thumbnail: nil, metadata: metadata, source: source,
            archiveLength: archiveLength, fingerprint: fingerprint, latent: nil, upload: upload)
    }
}
