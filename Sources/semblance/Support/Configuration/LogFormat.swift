/// How the server logs.
enum LogFormat: String, SettingValue, CaseIterable {
    /// Text on a terminal, JSON elsewhere.
    case auto
    /// One JSON object a line.
    case json
    /// For people.
    case text

    static var expectation: String { "one of " + allCases.map(\.rawValue).joined(separator: ", ") }

    init?(text: String) { self.init(rawValue: text.lowercased()) }

    var text: String? { rawValue }
}
