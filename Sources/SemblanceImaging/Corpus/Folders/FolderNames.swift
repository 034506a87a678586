import Glibc

/// The names in one folder in a single buffer, about 30 bytes a file, so that a folder of a million costs little.
struct FolderNames {
    /// Each name, a slash where it is a folder's, a zero.
    private var bytes: [UInt8] = []
    private var starts: [UInt32] = []

    /// How many names there are.
    var count: Int { starts.count }

    /// Takes a name in; false where the buffer is full, at 4 GiB.
    mutating func append(_ name: UnsafeBufferPointer<UInt8>, isFolder: Bool) -> Bool {
        guard let start = UInt32(exactly: bytes.count) else { return false }
        starts.append(start)
        bytes.append(contentsOf: name)
        if isFolder { bytes.append(UInt8(ascii: "/")) }
        bytes.append(0)
        return true
    }

    /// Puts the names in the byte order that the paths below them have: a folder counts with its slash.
    mutating func sort() {
        let bytes = bytes
        bytes.withUnsafeBytes { buffer in
            guard let base = buffer.baseAddress?.assumingMemoryBound(to: CChar.self) else { return }
            starts.sort { strcmp(base + Int($0), base + Int($1)) < 0 }
        }
    }

    /// Hands out a name, with a zero after it. A folder's ends in a slash.
    func withName<Result>(at index: Int, _ body: (UnsafeBufferPointer<CChar>) throws -> Result) rethrows -> Result {
        try bytes.withUnsafeBufferPointer { buffer in
            let rest = UnsafeBufferPointer(rebasing: buffer[Int(starts[index])...])
            return try rest.withMemoryRebound(to: CChar.self) { rest in
                try body(UnsafeBufferPointer(rebasing: rest[..<(rest.baseAddress.map(strlen) ?? 0)]))
            }
        }
    }
}
