/// When requests are sent.
enum LoadPattern: Sendable, Equatable {
    /// So many a second at even distances, whatever becomes of them. Latencies count from the moment that a request was due, so that
    /// a server which stalls is charged for those that it keeps waiting.
    case steady(rate: Double)
    /// So many clients, each of which sends the next request as soon as it has its reply.
    case saturating(clients: Int)

    /// The most connections at one time.
    var connections: Int {
        switch self {
        case .steady: 256
        case .saturating(let clients): clients
        }
    }

    /// How many connections are opened before the clock starts.
    var openedBeforehand: Int {
        switch self {
        case .steady: 8
        case .saturating(let clients): clients
        }
    }
}
