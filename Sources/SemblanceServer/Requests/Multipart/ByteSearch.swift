import Glibc

/// Finds a few bytes among many.
enum ByteSearch {
    /// Where a pattern first begins at or after an index; nil where it does not stand there as a whole.
    static func first(_ pattern: [UInt8], in bytes: [UInt8], from start: Int) -> Int? {
        guard let head = pattern.first else { return start }
        return bytes.withUnsafeBytes { bytes in
            pattern.withUnsafeBytes { pattern in
                guard let base = bytes.baseAddress, let wanted = pattern.baseAddress else { return nil }
                var index = start
                while bytes.count - index >= pattern.count {
                    guard let hit = memchr(base + index, Int32(head), bytes.count - index - pattern.count + 1) else { return nil }
                    index = UnsafeRawPointer(hit) - base
                    if memcmp(base + index, wanted, pattern.count) == 0 { return index }
                    index += 1
                }
                return nil
            }
        }
    }

    /// Where the end of the bytes could be the beginning of a pattern; their count where it could not.
    static func partialMatch(_ pattern: [UInt8], atEndOf bytes: [UInt8], from start: Int) -> Int {
        let earliest = max(start, bytes.count - pattern.count + 1)
        return (min(earliest, bytes.count)..<bytes.count).first { pattern.starts(with: bytes[$0...]) } ?? bytes.count
    }
}
