/// What a key may do. Each scope holds those before it.
public enum APIScope: String, Sendable, Codable, CaseIterable, Comparable, CustomStringConvertible {
    /// Search and look.
    case read
    /// Add and delete images, start jobs.
    case write
    /// Say which model serves.
    case admin

    /// Whether the first scope holds less than the second.
    public static func < (left: APIScope, right: APIScope) -> Bool {
        left.rank < right.rank
    }

    /// The scope's name.
    public var description: String { rawValue }

    private var rank: Int {
        switch self {
        case .read: 0
        case .write: 1
        case .admin: 2
        }
    }
}
