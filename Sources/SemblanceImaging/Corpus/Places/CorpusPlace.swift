import Glibc
import SemblanceCore

/// A place that holds images: a folder, a tar, a list of paths, or a file.
struct CorpusPlace {
    /// What a place is, by what the file system and its first bytes say.
    enum Kind {
        case folder
        case archive
        case list(isZeroSeparated: Bool)
        case file
    }

    /// Where it lies: absolute, without links.
    let path: BytePath
    /// The last component of the path as it was given.
    let name: BytePath
    /// What it is.
    let kind: Kind

    /// A place that somebody named.
    ///
    /// - Throws: `notFound`, `unreadable`; `unsupported` for something compressed and for what is neither an image, a tar nor a list;
    ///   `invalidArgument` for a pipe, a socket or a device. All name the place.
    init(argument: BytePath) throws {
        path = try argument.absolute(expecting: "file or folder")
        name = argument.lastComponent
        if try Self.isFolder(path) {
            kind = .folder
            return
        }
        switch FileHead(try FileChunks(path).next(FileHead.count), path: path) {
        case .image: kind = .file
        case .tar: kind = .archive
        case .lines: kind = .list(isZeroSeparated: false)
        case .zeroSeparated: kind = .list(isZeroSeparated: true)
        case .compressed(let tool): throw Self.compressed(path, tool)
        case .other(let words):
            throw SemblanceError(
                .unsupported, "\(path): \(words)", advice: "give a folder, a tar, an image or a list of paths, one a line")
        }
    }

    /// A place that a list names: what is no folder and no tar is a file, and whether an image shows when it is read.
    ///
    /// - Throws: as `init(argument:)`; `unsupported` for a compressed tar only.
    init(listed: BytePath) throws {
        path = try listed.absolute(expecting: "file or folder")
        name = listed.lastComponent
        if try Self.isFolder(path) {
            kind = .folder
            return
        }
        // A file that may not be read is a file all the same, and fails when its turn comes.
        let bytes = (try? FileChunks(path).next(FileHead.count)) ?? []
        switch FileHead(bytes, path: path) {
        case .tar: kind = .archive
        case .compressed(let tool) where Self.isNamedTar(path): throw Self.compressed(path, tool)
        default: kind = .file
        }
    }

    /// The prefix of all paths within the place.
    var prefix: BytePath {
        let slash = UInt8(ascii: "/")
        return path.bytes.last == slash ? path : BytePath(bytes: path.bytes + [slash])
    }

    private static func isFolder(_ path: BytePath) throws -> Bool {
        var status = stat()
        guard try path.withCString({ stat($0, &status) }) == 0 else { throw SystemFailure.opening("file or folder", path, number: errno) }
        switch status.st_mode & S_IFMT {
        case S_IFDIR: return true
        case S_IFREG: return false
        default:
            throw SemblanceError(.invalidArgument, "\(path): neither a folder nor a regular file", advice: "give a folder, a tar or a file")
        }
    }

    private static func isNamedTar(_ path: BytePath) -> Bool {
        let components = path.lastComponent.bytes.split(separator: UInt8(ascii: ".")).suffix(2)
        return components.contains { $0.elementsEqual("tar".utf8) || $0.elementsEqual("tgz".utf8) }
    }

    private static func compressed(_ path: BytePath, _ tool: String) -> SemblanceError {
        SemblanceError(.unsupported, "\(path): compressed, so that it cannot be read in parts", advice: "decompress it first: \(tool) FILE")
    }
}
