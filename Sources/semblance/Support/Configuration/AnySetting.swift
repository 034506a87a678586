/// A setting whose type of value does not matter.
protocol AnySetting: Sendable {
    var key: String { get }
    var environment: [String] { get }
    var summary: String { get }
    var expectation: String { get }
    var secrecy: Secrecy { get }
    /// The fallback as text; nil where there is none.
    var fallbackText: String? { get }
    /// Whether the text is a sound value.
    func isSound(_ text: String) -> Bool
}

extension Setting: AnySetting {
    var fallbackText: String? { fallback.text }

    func isSound(_ text: String) -> Bool {
        Value(text: text).map(accepts) ?? false
    }
}
