import Glibc
import SemblanceCore

/// One folder on the way of a walk: its names, how far the walk has come, and a descriptor while the walk is in it.
final class WalkedFolder {
    /// A name of the folder that counts.
    enum Name {
        case file(BytePath)
        case folder(BytePath)
    }

    /// Which folder this is, whatever path leads there.
    struct Identity: Equatable {
        let device: UInt64
        let inode: UInt64
    }

    /// Where it lies, relative to the walk's root.
    let path: BytePath
    /// Tells it from the other folders.
    let identity: Identity
    private let place: BytePath
    private let opening: Int32
    private var names = FolderNames()
    private var position = 0
    private var descriptor: Int32

    /// Reads and orders a folder's names.
    ///
    /// - Parameters:
    ///   - place: where to open it
    ///   - path: its path relative to the walk's root
    ///   - mayBeLink: whether the folder itself may be a symbolic link
    ///   - followsLinks: whether the links in it count as what they lead to
    /// - Throws: `notFound`, `unreadable` or `invalidArgument`, naming the place.
    init(_ place: BytePath, path: BytePath, mayBeLink: Bool, followsLinks: Bool) throws {
        self.place = place
        self.path = path
        opening = O_RDONLY | O_DIRECTORY | O_CLOEXEC | (mayBeLink ? 0 : O_NOFOLLOW)
        descriptor = try Self.open(place, opening)
        var status = stat()
        let result = fstat(descriptor, &status)
        identity = Identity(device: UInt64(status.st_dev), inode: UInt64(status.st_ino))
        guard result == 0 else { throw SystemFailure.opening("folder", place, number: errno) }
        try readNames(followsLinks: followsLinks)
        names.sort()
    }

    deinit {
        suspend()
    }

    /// The next name in the order of paths, with its path relative to the walk's root; nil at the end.
    func next() -> Name? {
        guard position < names.count else { return nil }
        defer { position += 1 }
        return names.withName(at: position) { name in
            let isFolder = name.last == CChar(bitPattern: UInt8(ascii: "/"))
            var bytes = path.bytes
            bytes.reserveCapacity(bytes.count + 1 + name.count)
            if !bytes.isEmpty { bytes.append(UInt8(ascii: "/")) }
            bytes.append(contentsOf: UnsafeRawBufferPointer(name).dropLast(isFolder ? 1 : 0))
            return isFolder ? .folder(BytePath(bytes: bytes)) : .file(BytePath(bytes: bytes))
        }
    }

    /// What the file system says of the name that came last; nil with `errno` set where it says nothing.
    ///
    /// - Throws: as `init`, where the folder itself has gone.
    func statusOfLast(followsLinks: Bool) throws -> stat? {
        if descriptor < 0 { descriptor = try Self.open(place, opening) }
        var status = stat()
        let result = names.withName(at: position - 1) { name in
            name.baseAddress.map { fstatat(descriptor, $0, &status, followsLinks ? 0 : AT_SYMLINK_NOFOLLOW) } ?? -1
        }
        return result == 0 ? status : nil
    }

    /// Gives the descriptor back while the walk is further down, so that no depth uses them up.
    func suspend() {
        if descriptor >= 0 { close(descriptor) }
        descriptor = -1
    }

    private static func open(_ place: BytePath, _ flags: Int32) throws -> Int32 {
        let descriptor = try place.withCString { Glibc.open($0, flags) }
        guard descriptor >= 0 else { throw SystemFailure.opening("folder", place, number: errno) }
        return descriptor
    }

    private func readNames(followsLinks: Bool) throws {
        let copy = fcntl(descriptor, F_DUPFD_CLOEXEC, 0)
        guard copy >= 0, let stream = fdopendir(copy) else {
            let number = errno
            if copy >= 0 { close(copy) }
            throw SystemFailure.opening("folder", place, number: number)
        }
        defer { closedir(stream) }
        while true {
            errno = 0
            guard let entry = readdir(stream) else {
                guard errno == 0 else { throw SystemFailure.opening("folder", place, number: errno) }
                return
            }
            guard let offset = MemoryLayout<dirent>.offset(of: \.d_name) else { return }
            let start = (UnsafeRawPointer(entry) + offset).assumingMemoryBound(to: CChar.self)
            guard start.pointee != CChar(bitPattern: UInt8(ascii: ".")) else { continue }
            guard let isFolder = isFolder(start, type: Int(entry.pointee.d_type), followsLinks: followsLinks) else { continue }
            let name = UnsafeRawBufferPointer(start: start, count: strlen(start)).assumingMemoryBound(to: UInt8.self)
            guard names.append(name, isFolder: isFolder) else {
                throw SemblanceError(.tooLarge, "\(place): names of more than 4 GiB in one folder", advice: "spread the files over folders")
            }
        }
    }

    /// Whether a name is a folder's or a file's; nil for what is neither. What cannot be told yet counts as a file.
    private func isFolder(_ name: UnsafePointer<CChar>, type: Int, followsLinks: Bool) -> Bool? {
        switch type {
        case Int(DT_REG): return false
        case Int(DT_DIR): return true
        case Int(DT_LNK) where !followsLinks: return nil
        case Int(DT_LNK), Int(DT_UNKNOWN):
            var status = stat()
            guard fstatat(descriptor, name, &status, followsLinks ? 0 : AT_SYMLINK_NOFOLLOW) == 0 else { return false }
            switch status.st_mode & S_IFMT {
            case S_IFREG: return false
            case S_IFDIR: return true
            default: return nil
            }
        default: return nil
        }
    }
}
