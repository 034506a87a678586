/// A file of a corpus as a listing found it.
public struct ListedFile: Sendable, Equatable {
    /// Its path, or that of its archive and its own within, as bytes.
    public let source: [UInt8]
    /// How many leading bytes of `source` name the archive that holds it; 0 for a file of its own.
    public let archiveLength: Int32
    /// Where in the archive it may be looked for.
    public let position: Int64
    /// Its name within the corpus: what a table of metadata calls it.
    public let name: [UInt8]
    /// What it was like.
    public let fingerprint: SourceFingerprint

    /// Whether the database keeps its bytes, because no file does.
    public var isUpload: Bool { source.starts(with: UploadRepository.archive) }

    /// A file as a listing found it.
    public init(source: [UInt8], archiveLength: Int32 = 0, position: Int64 = 0, name: [UInt8], fingerprint: SourceFingerprint) {
        self.source = source
        self.archiveLength = archiveLength
        self.position = position
        self.name = name
        self.fingerprint = fingerprint
    }
}

/// What a listing tells the plan of a job.
public enum ListedItem: Sendable {
    /// A file.
    case file(ListedFile)
    /// Something that could not be looked at. What is known below it has not vanished, unless the failure says that it is gone.
    case failure(JobFailure, isGone: Bool)
    /// What is known below this path (which ends with a slash), or at exactly this path, and is not listed has vanished.
    case covers([UInt8])
}
