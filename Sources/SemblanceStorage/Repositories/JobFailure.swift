import SemblanceCore

/// An input that could not be used.
public struct JobFailure: Sendable, Equatable {
    /// Where it stands among the failures of all jobs; nil for one that was not read from there.
    public let id: Int64?
    /// The path or address, as bytes.
    public let source: [UInt8]
    /// What kind of failure it was, as `SemblanceError.Code` spells it.
    public let code: String
    /// What failed, in words.
    public let message: String
    /// How many leading bytes of `source` name the archive that holds it; 0 for a file of its own.
    public let archiveLength: Int32
    /// What the file was like, where that is known.
    public let fingerprint: SourceFingerprint?
    /// What else is known of it, a JSON object.
    public let metadata: JSONText?

    /// An input that could not be used.
    ///
    /// - Parameters:
    ///   - file: as it was listed, so that it can be told whether it changed
    ///   - metadata: what to keep where another try succeeds
    public init(source: [UInt8], code: String, message: String, file: ListedFile? = nil, metadata: JSONText? = nil) {
        id = nil
        self.source = source
        self.code = code
        self.message = message
        archiveLength = file?.archiveLength ?? 0
        fingerprint = file?.fingerprint
        self.metadata = metadata
    }

    static let columns = "id, source, code, message"

    init(_ row: PostgresRow) throws {
        var columns = row.columns
        id = try columns.next()
        source = try columns.next()
        code = try columns.next()
        message = try columns.next()
        archiveLength = 0
        fingerprint = nil
        metadata = nil
    }
}
