/// What tells a file that did not change from one that did.
public struct SourceFingerprint: Sendable, Hashable {
    /// In bytes.
    public let byteSize: Int64
    /// The time of the last change in nanoseconds since 1970.
    public let modifiedNanoseconds: Int64
    /// The file's number on its file system; 0 where there is none.
    public let inode: Int64

    /// A fingerprint as `stat` gives it.
    public init(byteSize: Int64, modifiedNanoseconds: Int64, inode: Int64) {
        self.byteSize = byteSize
        self.modifiedNanoseconds = modifiedNanoseconds
        self.inode = inode
    }
}
