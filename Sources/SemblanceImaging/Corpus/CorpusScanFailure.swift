import SemblanceCore

/// Something inside a corpus that a scan could not look at.
public struct CorpusScanFailure: Sendable, Equatable {
    /// Where it lies: absolute in a `CorpusItem`, relative to the folder in a `CorpusListing`.
    public let path: BytePath
    /// Why it could not be looked at.
    public let error: SemblanceError

    /// A failure.
    public init(path: BytePath, error: SemblanceError) {
        self.path = path
        self.error = error
    }
}
