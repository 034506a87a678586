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
        let kind = Self.allCases.first { name.bytes.suffix($0.rawValue.utf8.count).elementsEqual($0.rawValue.utf8) }
        guard let kind else { return nil }
        self = kind
    }

    /// More than this is nobody's description of a picture.
    static let maximumBytes = 1 << 20
}
