import Glibc
import SemblanceCore

extension BytePath {
    /// The path from the root, without links, `.` and `..`.
    ///
    /// - Throws: `notFound` or `unreadable` where nothing is there to follow.
    public func absolute() throws -> BytePath {
        guard let resolved = try withCString({ realpath($0, nil) }) else { throw SystemFailure.opening("folder", self, number: errno) }
        defer { free(resolved) }
        return BytePath(bytes: Array(UnsafeRawBufferPointer(start: resolved, count: strlen(resolved))))
    }
}
