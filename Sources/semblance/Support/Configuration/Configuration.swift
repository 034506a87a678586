import Foundation
import SemblanceCore

/// The settings in force, each with where it came from: a flag before the environment, that before `semblance.yaml`, and that before
/// the default.
struct Configuration: Sendable {
    /// A value as text, checked.
    struct Resolved: Sendable, Equatable {
        let text: String?
        let source: ConfigurationSource
    }

    private static let settings = Settings()
    private let resolved: [String: Resolved]

    /// Resolves all settings. An environment variable that is empty counts as not set.
    ///
    /// - Parameters:
    ///   - flags: texts from the command line by the setting's key
    ///   - environment: the process's variables
    ///   - folder: where `semblance.yaml` is looked for
    /// - Throws: `invalidArgument` for a value that is not sound, saying where it stands; what `ConfigurationFile.load` throws.
    init(
        flags: [String: String] = [:], environment: [String: String] = ProcessInfo.processInfo.environment,
        folder: URL = URL(filePath: FileManager.default.currentDirectoryPath, directoryHint: .isDirectory)
    ) throws {
        let settings = Self.settings.all
        precondition(flags.keys.allSatisfy { key in settings.contains { $0.key == key } }, "flags go by the settings' keys")
        let file = try ConfigurationFile.load(environment: environment, folder: folder, known: settings.map(\.key))
        var resolved: [String: Resolved] = [:]
        for setting in settings {
            let value = Self.resolve(setting, flags: flags, environment: environment, file: file)
            if let text = value.text, !setting.isSound(text) {
                throw SemblanceError(
                    .invalidArgument, "\(setting.key) is \"\(setting.secrecy.masked(text).printable)\" (\(value.source))",
                    advice: "give \(setting.expectation)")
            }
            resolved[setting.key] = value
        }
        self.resolved = resolved
    }

    /// The value of a setting: `configuration[\.threads]`.
    subscript<Value>(_ setting: KeyPath<Settings, Setting<Value>>) -> Value {
        let setting = Self.settings[keyPath: setting]
        return resolved[setting.key]?.text.flatMap { Value(text: $0) } ?? setting.fallback
    }

    /// Where a setting's value came from.
    func source<Value>(of setting: KeyPath<Settings, Setting<Value>>) -> ConfigurationSource {
        resolved[Self.settings[keyPath: setting].key]?.source ?? .standard
    }

    /// All settings as `semblance config` shows them, secrets masked.
    var entries: [ConfigurationEntry] {
        Self.settings.all.map { setting in
            let value = resolved[setting.key]
            return ConfigurationEntry(
                key: setting.key, value: value?.text.map(setting.secrecy.masked), source: (value?.source ?? .standard).description,
                environment: setting.environment, summary: setting.summary)
        }
    }

    private static func resolve(
        _ setting: any AnySetting, flags: [String: String], environment: [String: String], file: ConfigurationFile?
    ) -> Resolved {
        if let text = flags[setting.key] { return Resolved(text: text, source: .flag) }
        for name in setting.environment {
            if let text = environment[name], !text.isEmpty { return Resolved(text: text, source: .environment(name)) }
        }
        if let file, let entry = file.entries[setting.key] {
            return Resolved(text: entry.text, source: .file(file.path, line: entry.line))
        }
        return Resolved(text: setting.fallbackText, source: .standard)
    }
}
