import Glibc
import SemblanceCore

extension BytePath {
    /// The path from the root, without links, `.` and `..`.
    ///
    /// - Parameter kind: what is expected there, in words
    /// - Throws: `notFound` or `unreadable` where nothing is there to follow.
    public func absolute(expecting kind: String = "folder") throws -> BytePath {
        guard let resolved = try withCString({ realpath($0, nil) }) else { throw SystemFailure.opening(kind, self, number: errno) }
        defer { free(resolved) }
        return BytePath(bytes: Array(UnsafeRawBufferPointer(start: resolved, count: strlen(resolved))))
    }
}
