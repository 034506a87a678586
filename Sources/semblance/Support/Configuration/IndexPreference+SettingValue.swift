import SemblanceService

extension IndexPreference: SettingValue {
    static var expectation: String { "one of " + allCases.map(\.rawValue).joined(separator: ", ") }

    init?(text: String) { self.init(rawValue: text.lowercased()) }

    var text: String? { rawValue }
}
