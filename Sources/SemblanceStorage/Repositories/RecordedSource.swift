/// A place that held an image's bytes when it was indexed.
public struct RecordedSource: Sendable, Hashable {
    /// The image.
    public let image: Int64
    /// A path from the root, or that of an archive and the member's own within, as bytes.
    public let source: [UInt8]
    /// How many leading bytes of `source` name the archive that holds it; 0 for a file of its own.
    public let archiveLength: Int

    /// Whether the database keeps the bytes, because no file does.
    public var isUpload: Bool { source.starts(with: UploadRepository.archive) }
}
