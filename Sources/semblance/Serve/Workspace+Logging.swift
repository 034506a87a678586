import Foundation
import Logging
import SemblanceServer

extension Workspace {
    /// Makes loggers as configured.
    var logFactory: @Sendable (String) -> any LogHandler {
        let level = configuration[\.logLevel]
        let isText =
            switch configuration[\.logFormat] {
            case .auto: isatty(STDERR_FILENO) == 1
            case .text: true
            case .json: false
            }
        return { label in
            guard isText else { return JSONLogHandler(label: label, level: level) }
            var handler = StreamLogHandler.standardError(label: label)
            handler.logLevel = level
            return handler
        }
    }
}
