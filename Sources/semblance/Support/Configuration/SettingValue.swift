import Logging

/// What a setting's value can be.
protocol SettingValue: Sendable {
    /// What people must write, for errors.
    static var expectation: String { get }
    /// Reads a value; nil where the text is none.
    init?(text: String)
    /// The value as it would be written; nil where there is none.
    var text: String? { get }
}

extension String: SettingValue {
    static var expectation: String { "a text that is not empty" }
    init?(text: String) {
        guard !text.isEmpty else { return nil }
        self = text
    }
    var text: String? { self }
}

extension Int: SettingValue {
    static var expectation: String { "a whole number" }
    init?(text: String) {
        guard let value = Int(text.filter { $0 != "_" }) else { return nil }
        self = value
    }
    var text: String? { String(self) }
}

extension Double: SettingValue {
    static var expectation: String { "a number" }
    init?(text: String) {
        guard let value = Self(text), value.isFinite else { return nil }
        self = value
    }
    var text: String? { String(self) }
}

extension Bool: SettingValue {
    static var expectation: String { "true or false" }
    init?(text: String) { self.init(text.lowercased()) }
    var text: String? { String(self) }
}

extension Optional: SettingValue where Wrapped: SettingValue {
    static var expectation: String { Wrapped.expectation }
    init?(text: String) {
        guard let value = Wrapped(text: text) else { return nil }
        self = .some(value)
    }
    var text: String? { flatMap(\.text) }
}

extension Logger.Level: SettingValue {
    static var expectation: String { "one of " + allCases.map(\.rawValue).joined(separator: ", ") }
    init?(text: String) {
        self.init(rawValue: text.lowercased())
    }
    var text: String? { rawValue }
}
