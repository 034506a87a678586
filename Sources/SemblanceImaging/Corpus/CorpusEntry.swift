/// One thing of a corpus that may be an image: a file, or a member of a tar. Whether it is one shows when it is read.
public struct CorpusEntry: Sendable, Hashable {
    /// The absolute path of a file; for a member of a tar the tar's absolute path, a slash and the member's path.
    public let source: BytePath
    /// What it is called within its place: the path relative to the folder, the member's path, or the last component of a file that was
    /// named itself.
    public let name: BytePath
    /// Its size in bytes.
    public let size: Int64
    /// When its content last changed, in nanoseconds since 1970; for a member, the tar's time.
    public let modified: Int64
    /// Its number within the device; for a member, the tar's.
    public let inode: Int64
    /// How many leading bytes of `source` name the tar; 0 for a file of its own.
    public let archiveLength: Int
    /// Where in the tar the header stands with which the member's sample begins, in bytes; 0 for a file of its own.
    public let position: Int64

    /// An entry of a corpus.
    public init(
        source: BytePath, name: BytePath, size: Int64, modified: Int64, inode: Int64, archiveLength: Int = 0, position: Int64 = 0
    ) {
        self.source = source
        self.name = name
        self.size = size
        self.modified = modified
        self.inode = inode
        self.archiveLength = archiveLength
        self.position = position
    }

    /// The tar that holds it; nil for a file of its own.
    public var archive: BytePath? {
        archiveLength > 0 ? BytePath(bytes: Array(source.bytes.prefix(archiveLength))) : nil
    }

    /// The member's path within the tar.
    var member: BytePath {
        BytePath(bytes: Array(source.bytes.dropFirst(archiveLength + 1)))
    }
}
