import CPostgres
import Glibc
import SemblanceCore

extension PostgresConnection {
    /// Waits until at least one notification has come on a channel that this connection listens to, and takes all that are there.
    ///
    /// The connection's thread waits; `interrupt` ends that.
    ///
    /// - Throws: `unavailable` where the connection is lost
    func waitForNotifications() throws {
        let handle = try openHandle()
        while takeNotifications(handle) == 0 {
            guard PQstatus(handle) == CONNECTION_OK else { throw record(PostgresFailure(connection: handle)) }
            var descriptor = pollfd(fd: PQsocket(handle), events: Int16(POLLIN), revents: 0)
            // A signal is no reason to stop waiting.
            guard poll(&descriptor, 1, -1) >= 0 || errno == EINTR else {
                throw SemblanceError(.unavailable, "the connection to the database broke", advice: "try again", detail: "poll: \(errno)")
            }
            // Reads what came, or finds out that nobody is there any more.
            guard PQconsumeInput(handle) == 1 else { throw record(PostgresFailure(connection: handle)) }
        }
    }

    /// Takes the notifications that were read already.
    ///
    /// - Returns: how many there were
    private func takeNotifications(_ handle: OpaquePointer) -> Int {
        var count = 0
        while let notification = PQnotifies(handle) {
            PQfreemem(notification)
            count += 1
        }
        return count
    }

    /// Takes the notifications of all transactions that have ended by now.
    ///
    /// - Returns: how many there were
    func takeNotifications() throws -> Int {
        // They come with the answer to any statement.
        try query("SELECT 1")
        return takeNotifications(try openHandle())
    }
}
