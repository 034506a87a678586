import Glibc
import SemblanceCore

extension CorpusPlace {
    /// Hands out what the place holds, after the path that it covers.
    ///
    /// - Parameter followsLinks: whether symbolic links within folders count as what they lead to
    /// - Throws: what `body` throws; `unreadable` and `unsupported` for a list.
    func forEach(followsLinks: Bool, _ body: (CorpusItem) throws -> Void) throws {
        switch kind {
        case .folder:
            try body(.covers(prefix))
            try forEachFile(followsLinks: followsLinks, body)
        case .archive:
            try body(.covers(prefix))
            try forEachMember(body)
        case .file:
            try body(.covers(path))
            try body(file())
        case .list(let isZeroSeparated):
            try PathList(path: path, isZeroSeparated: isZeroSeparated).forEach { line in
                let place: CorpusPlace
                do {
                    place = try CorpusPlace(listed: line)
                } catch let error as SemblanceError {
                    // What a line named before and is not there has gone.
                    if error.code == .notFound { try body(.covers(line)) }
                    return try body(.failure(CorpusScanFailure(path: line, error: error)))
                }
                try place.forEach(followsLinks: followsLinks, body)
            }
        }
    }

    private func file() throws -> CorpusItem {
        var status = stat()
        guard try path.withCString({ stat($0, &status) }) == 0 else {
            return .failure(CorpusScanFailure(path: path, error: SystemFailure.opening("file", path, number: errno)))
        }
        return .entry(CorpusEntry(source: path, name: name, status: status))
    }

    private func forEachFile(followsLinks: Bool, _ body: (CorpusItem) throws -> Void) throws {
        let prefix = prefix.bytes
        try FolderWalk(root: path, followsLinks: followsLinks).forEach { step in
            switch step {
            case .file(let name, let status):
                try body(.entry(CorpusEntry(source: BytePath(bytes: prefix + name.bytes), name: name, status: status)))
            case .failure(let name, let error):
                let place = name.bytes.isEmpty ? path : BytePath(bytes: prefix + name.bytes)
                try body(.failure(CorpusScanFailure(path: place, error: error)))
            }
        }
    }

    private func forEachMember(_ body: (CorpusItem) throws -> Void) throws {
        var scan: ArchiveScan
        do {
            scan = ArchiveScan(try TarArchive(path, followsLinks: false))
        } catch let error as SemblanceError {
            return try body(.failure(CorpusScanFailure(path: path, error: error)))
        }
        try scan.forEach(body)
    }
}

extension CorpusEntry {
    fileprivate init(source: BytePath, name: BytePath, status: stat) {
        self.init(
            source: source, name: name, size: status.length, modified: status.modified,
            inode: status.inode)
    }
}
