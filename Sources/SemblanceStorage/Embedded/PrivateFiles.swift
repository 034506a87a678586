import Foundation
import SemblanceCore

/// Folders and files that belong to one account and nobody else.
///
/// Root writes here into folders of an unprivileged account, so that no link that account may have set is followed.
enum PrivateFiles {
    /// Makes a folder with mode 0700 that belongs to `account`, or makes an existing one so.
    ///
    /// - Returns: false where the file system does not let the folder belong to the account
    static func makeFolder(_ path: String, for account: ServiceAccount) throws -> Bool {
        if mkdir(path, 0o700) != 0, errno != EEXIST { throw failure("the folder \(path) cannot be made", errno) }
        var information = stat()
        guard lstat(path, &information) == 0, information.st_mode & S_IFMT == S_IFDIR else {
            throw SemblanceError(.conflict, "\(path) is in the way: it is not a folder", advice: "move it away")
        }
        if information.st_uid != account.user {
            guard geteuid() == 0, lchown(path, account.user, account.group) == 0 else { return false }
        }
        guard chmod(path, 0o700) == 0, lstat(path, &information) == 0 else { return false }
        return information.st_uid == account.user && information.st_mode & 0o077 == 0
    }

    /// Writes a file with mode 0600 that belongs to `account`, whole or not at all.
    static func write(_ text: String, to path: String, for account: ServiceAccount) throws {
        let temporary = path + ".new"
        unlink(temporary)
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw failure("the file \(path) cannot be written", errno) }
        defer { close(descriptor) }
        let bytes = Array(text.utf8)
        guard Foundation.write(descriptor, bytes, bytes.count) == bytes.count, fsync(descriptor) == 0,
            account.isCurrent || fchown(descriptor, account.user, account.group) == 0, rename(temporary, path) == 0
        else {
            let code = errno
            unlink(temporary)
            throw failure("the file \(path) cannot be written", code)
        }
    }

    /// The user that a file belongs to; nil where there is none.
    static func owner(of path: String) -> uid_t? {
        var information = stat()
        return lstat(path, &information) == 0 ? information.st_uid : nil
    }

    /// The bytes that the files below a folder take.
    static func size(of folder: String) -> Int64 {
        guard let files = FileManager.default.enumerator(atPath: folder) else { return 0 }
        var total: Int64 = 0
        for case let name as String in files {
            var information = stat()
            if lstat(folder + "/" + name, &information) == 0 { total += Int64(information.st_blocks) * 512 }
        }
        return total
    }

    static func failure(_ words: String, _ code: Int32) -> SemblanceError {
        switch code {
        case ENOSPC, EDQUOT: SemblanceError(.diskFull, words + ": no space is left", advice: "free some space and try again")
        case EACCES, EPERM, EROFS:
            SemblanceError(.unreadable, words + ": not permitted", advice: "choose another folder with SEMBLANCE_HOME, or check its owner")
        default: SemblanceError(.unreadable, words + ": " + String(cString: strerror(code)))
        }
    }
}
