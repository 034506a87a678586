import Foundation
import Glibc
import Logging

/// Writes one JSON object a line: `time`, `level`, `label`, `message`, then the metadata, nested names joined by dots.
public struct JSONLogHandler: LogHandler {
    private static let reserved: Set<String> = ["time", "level", "label", "message"]

    /// The least level that is written.
    public var logLevel: Logger.Level
    /// What every line of this logger carries.
    public var metadata: Logger.Metadata = [:]
    /// What every line carries beside, from the task that writes it.
    public var metadataProvider: Logger.MetadataProvider?

    private let label: String
    private let write: @Sendable (String) -> Void

    /// - Parameters:
    ///   - label: the logger's label
    ///   - level: the least level that is written
    ///   - metadataProvider: what every line carries beside
    ///   - write: takes one line with its end; standard error unless named
    public init(
        label: String, level: Logger.Level = .info, metadataProvider: Logger.MetadataProvider? = nil,
        write: @escaping @Sendable (String) -> Void = JSONLogHandler.writeToStandardError
    ) {
        self.label = label
        logLevel = level
        self.metadataProvider = metadataProvider
        self.write = write
    }

    /// One value of the metadata.
    public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    /// Writes one line.
    public func log(event: LogEvent) {
        var line = JSONLine()
        line.add("time", Date.now.formatted(.rfc3339))
        line.add("level", event.level.rawValue)
        line.add("label", label)
        line.add("message", "\(event.message)")
        var all = metadata.merging(metadataProvider?.get() ?? [:]) { $1 }.merging(event.metadata ?? [:]) { $1 }
        if let error = event.error { all["error"] = .string(String(reflecting: error)) }
        for (key, value) in all.sorted(by: { $0.key < $1.key }) {
            line.add(Self.reserved.contains(key) ? "metadata." + key : key, value)
        }
        write(line.text)
    }

    /// Writes a line to standard error, in one call where the system takes it as one.
    public static let writeToStandardError: @Sendable (String) -> Void = { line in
        var rest = Array(line.utf8)[...]
        while !rest.isEmpty {
            let written = rest.withUnsafeBytes { Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) }
            if written < 0, errno == EINTR { continue }
            guard written > 0 else { return }
            rest = rest.dropFirst(written)
        }
    }
}
