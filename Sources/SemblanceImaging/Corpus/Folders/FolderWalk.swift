import Glibc
import SemblanceCore

/// Walks a folder and all that is below it, in the byte order of paths.
///
/// Names that begin with a dot are left out, and pipes, sockets and devices are no files. It holds the names of the folders on the way
/// down and nothing else. Walks about 300,000 files a second.
struct FolderWalk {
    /// What the walk comes by.
    enum Step {
        /// A regular file, by its path relative to the root.
        case file(BytePath, stat)
        /// A file or a folder that cannot be looked at, by its path relative to the root; the root itself has an empty one.
        case failure(BytePath, SemblanceError)
    }

    /// Where the walk begins; it may be a symbolic link.
    let root: BytePath
    /// Whether symbolic links count as what they lead to. A folder within itself is then passed over.
    let followsLinks: Bool

    /// Hands out every step.
    ///
    /// - Throws: what `body` throws, and nothing else.
    func forEach(_ body: (Step) throws -> Void) throws {
        var way: [WalkedFolder] = []
        do {
            way.append(try WalkedFolder(root, path: BytePath(bytes: []), mayBeLink: true, followsLinks: followsLinks))
        } catch let error as SemblanceError {
            try body(.failure(BytePath(bytes: []), error))
        }
        while let folder = way.last {
            switch folder.next() {
            case nil: way.removeLast()
            case .file(let path):
                let step: Step?
                do {
                    step = try look(at: path, in: folder)
                } catch let error as SemblanceError {
                    way.removeLast()
                    step = .failure(folder.path, error)
                }
                if let step { try body(step) }
            case .folder(let path):
                folder.suspend()
                let below: WalkedFolder
                do {
                    below = try WalkedFolder(root.appending(path), path: path, mayBeLink: followsLinks, followsLinks: followsLinks)
                } catch let error as SemblanceError {
                    try body(.failure(path, error))
                    continue
                }
                if !way.contains(where: { $0.identity == below.identity }) { way.append(below) }
            }
        }
    }

    /// Nil for what has gone since its folder was read, or has become something else: it is no part of the corpus any more.
    private func look(at path: BytePath, in folder: WalkedFolder) throws -> Step? {
        if let status = try folder.statusOfLast(followsLinks: followsLinks) {
            return status.isFile ? .file(path, status) : nil
        }
        let number = errno
        let place = root.appending(path)
        if followsLinks, number == ELOOP {
            return .failure(path, SemblanceError(.unreadable, "\(place): symbolic links that lead in a circle", advice: "remove them"))
        }
        guard number == ENOENT else { return .failure(path, SystemFailure.opening("file", place, number: number)) }
        guard followsLinks, try folder.statusOfLast(followsLinks: false) != nil else { return nil }
        return .failure(
            path, SemblanceError(.notFound, "\(place): a symbolic link to nothing", advice: "remove it, or bring back what it names"))
    }
}
