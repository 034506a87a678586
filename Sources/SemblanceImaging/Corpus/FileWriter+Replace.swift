import Glibc
import SemblanceCore

extension FileWriter {
    /// Writes beside the target and renames, so that a reader or a crash never meets half a file. Bytes and name are on the disk
    /// when it returns: a loss of power leaves the file that was, or this one.
    ///
    /// - Throws: `diskFull`, or `invalidArgument` where the path cannot be written to. Both name the file; nothing is left behind.
    public static func replace(_ path: BytePath, with bytes: [UInt8]) throws {
        let partial = BytePath(bytes: path.bytes + ".partial-\(getpid())".utf8)
        do {
            try write(bytes, to: partial, naming: path, lasting: true)
            let result = try partial.withCString { from in try path.withCString { to in rename(from, to) } }
            guard result == 0 else { throw SystemFailure.writing(path, number: errno) }
        } catch {
            _ = try? partial.withCString { unlink($0) }
            throw error
        }
        settleFolder(of: path)
    }

    /// Makes what was renamed in a folder last. A folder that may be written but not read cannot be asked; its file is whole anyway.
    static func settleFolder(of path: BytePath) {
        let folder = path.folder
        guard let descriptor = try? folder.withCString({ open($0, O_RDONLY | O_DIRECTORY | O_CLOEXEC) }), descriptor >= 0 else { return }
        fsync(descriptor)
        close(descriptor)
    }
}
