import Glibc
import SemblanceCore

/// Reads a regular file from its beginning in pieces, for files of any size. Not for several threads at once.
final class FileChunks {
    private let path: BytePath
    private let descriptor: Int32

    /// Opens a file.
    ///
    /// - Throws: `notFound`, or `unreadable` where the right is missing or where there is no regular file. Both name the file.
    init(_ path: BytePath) throws {
        self.path = path
        descriptor = try path.withCString { open($0, O_RDONLY | O_CLOEXEC | O_NONBLOCK) }
        guard descriptor >= 0 else { throw SystemFailure.opening("file", path, number: errno) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw SystemFailure.opening("file", path, number: errno) }
        guard status.isFile else {
            throw SemblanceError(.unreadable, "\(path): not a regular file", advice: "give a file")
        }
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    /// The next bytes, as many as asked for unless the file ends; empty at the end.
    ///
    /// - Throws: `unreadable`, naming the file.
    func next(_ maximumBytes: Int = 1 << 16) throws -> [UInt8] {
        try [UInt8](unsafeUninitializedCapacity: maximumBytes) { buffer, count in
            while count < maximumBytes {
                let received = read(descriptor, buffer.baseAddress.map { $0 + count }, maximumBytes - count)
                if received < 0 && errno == EINTR { continue }
                guard received >= 0 else { throw SystemFailure.opening("file", path, number: errno) }
                if received == 0 { return }
                count += received
            }
        }
    }
}
