import Foundation
import SemblanceCore

/// A lock between processes that the kernel gives back when its holder ends, however it ends.
final class FileLock {
    private let descriptor: Int32

    /// Waits for the lock. Blocks its thread.
    init(_ path: String) throws {
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw PrivateFiles.failure("the lock \(path) cannot be opened", errno) }
        while flock(descriptor, LOCK_EX) != 0 {
            guard errno == EINTR else { throw PrivateFiles.failure("the lock \(path) cannot be had", errno) }
        }
    }

    deinit { close(descriptor) }
}
