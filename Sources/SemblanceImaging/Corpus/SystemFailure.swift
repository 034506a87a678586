import Glibc
import SemblanceCore

/// What `errno` says, as an error about a path.
enum SystemFailure {
    /// The failure of opening or reading `path`.
    ///
    /// - Parameters:
    ///   - kind: what was expected there: "file" or "folder"
    ///   - number: the value of `errno`
    static func opening(_ kind: String, _ path: BytePath, number: Int32) -> SemblanceError {
        switch number {
        case ENOENT: SemblanceError(.notFound, "\(path): no such \(kind)", advice: "check the path")
        case ENOTDIR: SemblanceError(.invalidArgument, "\(path): not a folder", advice: "give the folder that holds the images")
        case EACCES, EPERM:
            SemblanceError(.unreadable, "\(path): the \(kind) may not be read", advice: "give this user the right to read it")
        case ELOOP: SemblanceError(.unreadable, "\(path): a symbolic link, which is not followed here")
        default: SemblanceError(.unreadable, "\(path): the \(kind) cannot be read: \(words(for: number))")
        }
    }

    /// The failure of writing to `path`.
    static func writing(_ path: BytePath, number: Int32) -> SemblanceError {
        switch number {
        case ENOSPC, EDQUOT: SemblanceError(.diskFull, "\(path): no space is left to write to", advice: "make room and try again")
        case EACCES, EPERM, EROFS:
            SemblanceError(.invalidArgument, "\(path): may not be written", advice: "choose a folder that this user may write to")
        case ENOENT, ENOTDIR: SemblanceError(.invalidArgument, "\(path): cannot be written", advice: "make its folder first")
        case EISDIR: SemblanceError(.invalidArgument, "\(path): cannot be written: a folder", advice: "name a file in it")
        default: SemblanceError(.invalidArgument, "\(path): cannot be written: \(words(for: number))")
        }
    }

    private static func words(for number: Int32) -> String {
        strerror(number).map { String(cString: $0) } ?? "error \(number)"
    }
}
