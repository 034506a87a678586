/// A regular file that a scan of a corpus found. Whether it is an image shows when it is read.
public struct CorpusFile: Sendable, Hashable {
    /// Where it lies, relative to the corpus.
    public let path: BytePath
    /// Its size in bytes.
    public let size: Int64
    /// When its content last changed, in nanoseconds since 1970.
    public let modified: Int64
    /// Its number within the device.
    public let inode: UInt64
    /// The number of the device that holds it.
    public let device: UInt64

    /// A file as the file system describes it.
    public init(path: BytePath, size: Int64, modified: Int64, inode: UInt64, device: UInt64) {
        self.path = path
        self.size = size
        self.modified = modified
        self.inode = inode
        self.device = device
    }
}
