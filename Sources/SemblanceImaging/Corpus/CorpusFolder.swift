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
        var pending = [BytePath(bytes: [])]
        while let folder = pending.popLast() {
            do {
                try visit(folder, files: &files, folders: &pending, failures: &failures)
            } catch let error as SemblanceError where folder != BytePath(bytes: []) {
                failures.append(CorpusScanFailure(path: folder, error: error))
            }
        }
        return CorpusListing(files: files.sorted { $0.path < $1.path }, failures: failures.sorted { $0.path < $1.path })
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

    private func visit(
        _ folder: BytePath, files: inout [CorpusFile], folders: inout [BytePath], failures: inout [CorpusScanFailure]
    ) throws {
        let place = path.appending(folder)
        let isRoot = folder.bytes.isEmpty
        let descriptor = try place.withCString { open($0, O_RDONLY | O_DIRECTORY | O_CLOEXEC | (isRoot ? 0 : O_NOFOLLOW)) }
        guard descriptor >= 0 else { throw SystemFailure.opening("folder", place, number: errno) }
        guard let stream = fdopendir(descriptor) else {
            let number = errno
            close(descriptor)
            throw SystemFailure.opening("folder", place, number: number)
        }
        defer { closedir(stream) }
        while true {
            errno = 0
            guard let entry = readdir(stream) else {
                guard errno == 0 else { throw SystemFailure.opening("folder", place, number: errno) }
                return
            }
            let name = CorpusFolder.name(of: entry)
            guard name.bytes.first != UInt8(ascii: ".") else { continue }
            let path = folder.appending(name)
            var status = stat()
            let result = try name.withCString { fstatat(descriptor, $0, &status, AT_SYMLINK_NOFOLLOW) }
            guard result == 0 else {
                // Gone between the two looks: then it is no part of the corpus any more.
                if errno != ENOENT {
                    let error = SystemFailure.opening("file", self.path.appending(path), number: errno)
                    failures.append(CorpusScanFailure(path: path, error: error))
                }
                continue
            }
            switch status.st_mode & S_IFMT {
            case S_IFREG: files.append(CorpusFile(path: path, status: status))
            case S_IFDIR: folders.append(path)
            default: continue
            }
        }
    }

    private static func name(of entry: UnsafeMutablePointer<dirent>) -> BytePath {
        guard let offset = MemoryLayout<dirent>.offset(of: \.d_name) else { return BytePath(bytes: []) }
        let start = UnsafeRawPointer(entry) + offset
        return BytePath(bytes: Array(UnsafeRawBufferPointer(start: start, count: strlen(start.assumingMemoryBound(to: CChar.self)))))
    }
}

extension CorpusFile {
    fileprivate init(path: BytePath, status: stat) {
        self.init(
            path: path, size: Int64(status.st_size),
            modified: Int64(status.st_mtim.tv_sec) * 1_000_000_000 + Int64(status.st_mtim.tv_nsec), inode: UInt64(status.st_ino),
            device: UInt64(status.st_dev))
    }
}
