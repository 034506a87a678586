/// Tells where a sample of a tar begins: consecutive members with the same path up to the first dot of its last component, as
/// WebDataset lays them out.
///
/// A sample ends early at 64 members or 256 MiB, so that a tar whose names all share a key does not become one sample. Whoever begins at
/// the first member of a sample finds the same samples from there on.
struct SampleGrouping {
    private var key: ArraySlice<UInt8>?
    private var count = 0
    private var bytes: Int64 = 0

    /// Takes the next member in; true where a sample begins with it.
    mutating func begins(with member: TarMember) -> Bool {
        let key = Self.key(of: member.name)
        count += 1
        bytes += member.size
        guard key != self.key || count > Self.maximumMembers || bytes > Self.maximumBytes else { return false }
        self.key = key
        count = 1
        bytes = member.size
        return true
    }

    private static func key(of name: BytePath) -> ArraySlice<UInt8> {
        let component = (name.bytes.lastIndex(of: UInt8(ascii: "/")) ?? -1) + 1
        return name.bytes[..<(name.bytes[component...].firstIndex(of: UInt8(ascii: ".")) ?? name.bytes.count)]
    }

    private static let maximumMembers = 64
    private static let maximumBytes: Int64 = 1 << 28
}
