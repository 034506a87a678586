/// With which signs and colours a bar is drawn.
struct ProgressStyle: Sendable, Equatable {
    /// Whether escape sequences for colours may be used.
    var colour: Bool
    /// Whether the terminal shows more than ASCII.
    var unicode: Bool

    /// A bar of `length` characters, colours not counted.
    func bar(fraction: Double, length: Int) -> String {
        let filled = Int((fraction * Double(length)).rounded(.down))
        let done = String(repeating: unicode ? "━" : "#", count: filled)
        let open = String(repeating: unicode ? "─" : "-", count: length - filled)
        return colour ? "\u{1B}[32m\(done)\u{1B}[0m\u{1B}[2m\(open)\u{1B}[0m" : done + open
    }
}
