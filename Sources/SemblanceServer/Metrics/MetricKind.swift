/// What kind of thing a family of series measures.
enum MetricKind: String {
    /// A sum that only grows.
    case counter
    /// A value of this moment.
    case gauge
    /// How many values lie at or below each of some bounds, their sum and their number.
    case histogram
}
