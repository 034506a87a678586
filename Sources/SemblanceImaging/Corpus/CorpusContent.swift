/// The content of an entry of a corpus.
public struct CorpusContent: Sendable, Equatable {
    /// All bytes of the file or member.
    public let bytes: [UInt8]
    /// What the members beside it say of it: a JSON object as UTF-8, `{}` where nothing is known.
    public let metadata: [UInt8]

    /// A content; `metadata` is expected to be a JSON object.
    public init(bytes: [UInt8], metadata: [UInt8] = Array("{}".utf8)) {
        self.bytes = bytes
        self.metadata = metadata
    }
}
