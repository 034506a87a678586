import CPostgres

/// Owns a `PGconn` and finishes it in the end.
final class ConnectionOwner {
    let handle: OpaquePointer

    /// Takes the connection over.
    init(_ handle: OpaquePointer) { self.handle = handle }

    deinit { PQfinish(handle) }
}
