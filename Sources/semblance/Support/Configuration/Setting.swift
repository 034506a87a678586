/// One thing that can be configured: where its value may come from, and what it means.
struct Setting<Value: SettingValue>: Sendable {
    /// Its name in `semblance.yaml`: `limits.maximum_bytes` is `maximum_bytes` below `limits`.
    let key: String
    /// The environment variables that set it, the first that is not empty counting.
    let environment: [String]
    /// What it means, in a line.
    let summary: String
    /// The value where nothing sets it.
    let fallback: Value
    /// What of it nobody should read in a log.
    let secrecy: Secrecy
    /// Which values are sound.
    let accepts: @Sendable (Value) -> Bool
    /// What a sound value is: `a whole number from 0`.
    let expectation: String

    /// - Parameters:
    ///   - key: its name in the file
    ///   - environment: variables that set it; `SEMBLANCE_` and the key in capitals where none is given
    init(
        _ key: String, environment: [String]? = nil, default fallback: Value, _ summary: String, secrecy: Secrecy = .open,
        expectation: String = Value.expectation, accepts: @escaping @Sendable (Value) -> Bool = { _ in true }
    ) {
        self.key = key
        self.environment = environment ?? ["SEMBLANCE_" + key.uppercased().replacing(".", with: "_")]
        self.summary = summary
        self.fallback = fallback
        self.secrecy = secrecy
        self.accepts = accepts
        self.expectation = expectation
    }
}
