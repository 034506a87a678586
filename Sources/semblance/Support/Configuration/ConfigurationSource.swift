/// Where a value came from.
enum ConfigurationSource: Sendable, Equatable, CustomStringConvertible {
    case flag
    case environment(String)
    case file(String, line: Int)
    case standard

    /// As `semblance config` shows it.
    var description: String {
        switch self {
        case .flag: "flag"
        case .environment(let name): "environment: \(name)"
        case .file(let path, let line): "\(path):\(line)"
        case .standard: "default"
        }
    }
}
