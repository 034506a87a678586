import Foundation

/// Files that are there whole or not at all.
public enum AtomicFile {
    /// Writes beside the target and renames, so that a reader or a crash never meets half a file.
    ///
    /// - Throws: `diskFull`, or `unreadable` where the folder cannot be written to; nothing is left behind.
    public static func write(_ bytes: some DataProtocol, to path: String) throws {
        let partial = "\(path).partial-\(ProcessInfo.processInfo.processIdentifier)"
        do {
            try Data(bytes).write(to: URL(fileURLWithPath: partial))
            guard rename(partial, path) == 0 else { throw CocoaError(.fileWriteUnknown) }
        } catch {
            unlink(partial)
            let isFull = (error as? CocoaError)?.code == .fileWriteOutOfSpace
            throw isFull
                ? SemblanceError(.diskFull, "no space is left to write '\(path)'", advice: "make room and try again")
                : SemblanceError(
                    .unreadable, "'\(path)' cannot be written", advice: "check that its folder exists and may be written to",
                    detail: "\(error)")
        }
    }
}
