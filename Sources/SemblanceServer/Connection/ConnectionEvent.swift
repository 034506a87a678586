/// What a request asks of the connection that it came by; sent down the pipeline as a user event.
enum ConnectionEvent: Sendable {
    /// The body is about to be read.
    case bodyWanted
    /// Tell this presence when the client goes away.
    case watch(ClientPresence)
}
