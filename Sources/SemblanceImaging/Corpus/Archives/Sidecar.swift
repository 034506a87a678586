/// The kinds of members that describe the image they stand beside.
enum Sidecar: String, CaseIterable {
    /// A JSON value.
    case json = ".json"
    /// A caption.
    case text = ".txt"
    /// A class, as a number or a name.
    case label = ".cls"

    /// The kind by the end of a name; nil for other members.
    init?(_ name: BytePath) {
        guard let kind = Self.allCases.first(where: { name.bytes.suffix(4 + ($0 == .json ? 1 : 0)).elementsEqual($0.rawValue.utf8) }) else {
            return nil
        }
        self = kind
    }

    /// More than this is nobody's description of a picture.
    static let maximumBytes = 1 << 20
}
