import Foundation
import SemblanceCore

/// Keeps a run's folder for one process: two that trained the same run would mix its metrics and checkpoints. The system lets it go
/// when the process ends, however it ends.
public final class RunLock: Sendable {
    private let descriptor: Int32

    /// Takes the folder.
    ///
    /// - Throws: `conflict` where another process has it; `unreadable` where it cannot be opened.
    public init(_ folder: RunFolder) throws {
        descriptor = open(folder.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw SemblanceError(.unreadable, "the run folder '\(folder.path)' cannot be opened: \(String(cString: strerror(errno)))")
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(descriptor)
            throw SemblanceError(
                .conflict, "the run '\(folder.name)' is being trained by another process", advice: "wait for its end, or stop it first")
        }
    }

    deinit { close(descriptor) }
}
