import Foundation

/// What ties a worker to the server that started it.
enum Attachment {
    /// Lets the process end in good order when its standard input ends, as it does when the one that holds the other end dies, however it
    /// dies; and gives it what is left of the cores.
    static func begin() {
        _ = nice(10)
        Thread.detachNewThread {
            while case let data = FileHandle.standardInput.availableData, !data.isEmpty {}
            kill(getpid(), SIGTERM)
        }
    }
}
