/// What a scan of a corpus found.
public struct CorpusListing: Sendable {
    /// Every regular file, in the byte order of paths.
    public let files: [CorpusFile]
    /// What could not be looked at, in the byte order of paths: folders without the right to read them, mostly.
    public let failures: [CorpusScanFailure]

    /// A listing; both are expected in the byte order of paths.
    public init(files: [CorpusFile], failures: [CorpusScanFailure]) {
        self.files = files
        self.failures = failures
    }
}
