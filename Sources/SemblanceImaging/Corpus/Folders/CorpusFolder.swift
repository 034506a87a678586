import Glibc
import Glibc
import SemblanceCore

/// A folder of images on disk, searched through all its subfolders.
///
/// Names that begin with a dot are left out, symbolic links are not followed (only the corpus itself may be one), and pipes,
/// sockets and devices are no files. Every regular file counts, whatever its name says.
public struct CorpusFolder: Sendable {
    /// Where the corpus lies.
    public let path: BytePath

    /// A corpus at `path`; nothing is looked at yet.
    public init(_ path: BytePath) {
        self.path = path
    }

    /// Lists the corpus: the same files give the same list. Blocks on the file system, about a second for 300,000 files.
    ///
    /// - Throws: `notFound`, `invalidArgument` (not a folder) or `unreadable` for the corpus itself; what fails further inside is
    ///   listed in the result.
    public func scan() throws -> CorpusListing {
        var files: [CorpusFile] = []
        var failures: [CorpusScanFailure] = []
        try FolderWalk(root: path, followsLinks: false).forEach { step in
            switch step {
            case .file(let path, let status): files.append(CorpusFile(path: path, status: status))
            case .failure(let path, let error) where path.bytes.isEmpty: throw error
            case .failure(let path, let error): failures.append(CorpusScanFailure(path: path, error: error))
            }
        }
        return CorpusListing(files: files, failures: failures.sorted { $0.path < $1.path })
    }

    /// Where a file of this corpus lies.
    public func path(of file: CorpusFile) -> BytePath {
        path.appending(file.path)
    }

    /// Reads a file of this corpus; one that has become a symbolic link since the scan is refused.
    ///
    /// - Throws: what `FileReader.read` throws.
    public func read(_ file: CorpusFile, maximumBytes: Int = ImageLimits.standard.maximumBytes) throws -> [UInt8] {
        try FileReader.read(path(of: file), maximumBytes: maximumBytes, followsLinks: false)
    }
}

extension CorpusFile {
    fileprivate init(path: BytePath, status: stat) {
        self.init(
            path: path, size: status.length, modified: status.modified, inode: UInt64(status.st_ino), device: UInt64(status.st_dev))
    }
}
