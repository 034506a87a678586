/// The labels of one series in the text format, sorted by name and escaped.
struct MetricLabels: Hashable, Comparable {
    /// `a="1",b="2"`, without braces.
    let text: String

    init(_ labels: [(String, String)]) {
        text = labels.sorted { $0.0 < $1.0 }.map { "\($0.0)=\"\(Self.escape($0.1))\"" }.joined(separator: ",")
    }

    /// The labels in braces, with one more behind them; nothing where there are none.
    func braced(adding label: String? = nil) -> String {
        let all = [text, label ?? ""].filter { !$0.isEmpty }.joined(separator: ",")
        return all.isEmpty ? "" : "{\(all)}"
    }

    static func < (left: MetricLabels, right: MetricLabels) -> Bool { left.text < right.text }

    private static func escape(_ value: String) -> String {
        var escaped = ""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\\": escaped += "\\\\"
            case "\"": escaped += "\\\""
            case "\n": escaped += "\\n"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}
