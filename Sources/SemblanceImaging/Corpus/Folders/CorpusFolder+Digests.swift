import Crypto
import SemblanceCore
import Synchronization
import Dispatch

extension CorpusFolder {
    /// SHA-256 of the bytes of some files, on all cores; nil for a file that cannot be read or has more than `maximumBytes`. Blocks on the
    /// file system.
    public func digests(of files: [CorpusFile], maximumBytes: Int = ImageLimits.standard.maximumBytes) -> [[UInt8]?] {
        let digests = Mutex([[UInt8]?](repeating: nil, count: files.count))
        let part = 64
        DispatchQueue.concurrentPerform(iterations: (files.count + part - 1) / part) { number in
            let range = number * part..<min((number + 1) * part, files.count)
            let found = range.map { index in
                (try? read(files[index], maximumBytes: maximumBytes)).map { Array(SHA256.hash(data: $0)) }
            }
            digests.withLock { $0.replaceSubrange(range, with: found) }
        }
        return digests.withLock { $0 }
    }
}
