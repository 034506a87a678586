import Foundation

#if canImport(Glibc)
    import Glibc
#endif

/// Where progress goes, and what that place can show.
struct TerminalOutput: Sendable {
    /// What kind of place it is.
    enum Mode: Sendable, Equatable {
        /// A line can be drawn over.
        case terminal
        /// A file or a pipe: whole lines only.
        case plain
        /// Nobody reads.
        case closed
    }

    let mode: Mode
    let style: ProgressStyle
    /// The present width in characters.
    let width: @Sendable () -> Int
    /// Writes text as it is; what cannot be written is lost.
    let write: @Sendable (String) -> Void

    /// Standard error, as the environment describes it: `NO_COLOR`, `TERM=dumb`, and a locale with or without UTF-8.
    static func standardError(environment: [String: String] = ProcessInfo.processInfo.environment) -> TerminalOutput {
        let descriptor = STDERR_FILENO
        let isTerminal = isatty(descriptor) == 1 && environment["TERM"] != "dumb"
        let mode: Mode = fcntl(descriptor, F_GETFD) == -1 ? .closed : isTerminal ? .terminal : .plain
        return TerminalOutput(
            mode: mode, style: style(environment: environment), width: { columns(of: descriptor) },
            write: { writeAll($0, to: descriptor) })
    }

    /// What the environment allows.
    static func style(environment: [String: String]) -> ProgressStyle {
        let locale = ["LC_ALL", "LC_CTYPE", "LANG"].lazy.compactMap { environment[$0] }.first { !$0.isEmpty } ?? ""
        let name = locale.uppercased()
        return ProgressStyle(
            colour: (environment["NO_COLOR"] ?? "").isEmpty, unicode: name.contains("UTF-8") || name.contains("UTF8"))
    }

    private static func columns(of descriptor: Int32) -> Int {
        var size = winsize()
        guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
        return Int(size.ws_col)
    }

    private static func writeAll(_ text: String, to descriptor: Int32) {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let written = bytes.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
            if written < 0 && errno == EINTR { continue }
            guard written > 0 else { return }
            bytes = bytes.dropFirst(written)
        }
    }
}
