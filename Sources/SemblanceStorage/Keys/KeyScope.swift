/// What a key to the server allows; each scope includes those before it.
public enum KeyScope: String, Sendable, Codable, CaseIterable, Comparable, CustomStringConvertible {
    /// To search and to look.
    case read
    /// To add and delete images.
    case write
    /// To run jobs and to decide which model version serves.
    case admin

    /// The scope's name.
    public var description: String { rawValue }

    /// By what is allowed.
    public static func < (left: KeyScope, right: KeyScope) -> Bool { left.rank < right.rank }

    private var rank: Int {
        switch self {
        case .read: 0
        case .write: 1
        case .admin: 2
        }
    }
}
