import Glibc
import SemblanceCore

extension FileWriter {
    /// Writes beside the target and renames, so that a reader or a crash never meets half a file.
    ///
    /// - Throws: `diskFull`, or `invalidArgument` where the path cannot be written to. Both name the file; nothing is left behind.
    public static func replace(_ path: BytePath, with bytes: [UInt8]) throws {
        let partial = BytePath(bytes: path.bytes + ".partial-\(getpid())".utf8)
        do {
            try write(bytes, to: partial, naming: path)
            let result = try partial.withCString { from in try path.withCString { to in rename(from, to) } }
            guard result == 0 else { throw SystemFailure.writing(path, number: errno) }
        } catch {
            _ = try? partial.withCString { unlink($0) }
            throw error
        }
    }
}
