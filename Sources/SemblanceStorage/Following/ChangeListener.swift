import SemblanceCore

/// Says when to look for what changed in a database: latents that were added, images that changed or went, another version that
/// serves, keys.
public enum ChangeListener {
    /// Listens on a connection of its own until the stream is let go or its task is cancelled.
    ///
    /// The first element comes as soon as it listens: whoever looks from then on misses nothing. Each further one stands for any number of
    /// changes since the last that was taken.
    ///
    /// - Parameter connectionString: a `postgres://…` URL or `key=value` pairs, of PostgreSQL itself or a pooler that keeps sessions
    /// - Returns: a stream for one reader. It throws `unavailable` where the connection cannot be made or is lost, and `engine` on a
    ///   standby, where PostgreSQL does not let anybody listen: look now and then there.
    public static func events(_ connectionString: String) -> AsyncThrowingStream<Void, any Error> {
        AsyncThrowingStream(bufferingPolicy: .bufferingNewest(1)) { continuation in
            let task = Task {
                do {
                    try await listen(connectionString) { continuation.yield() }
                } catch {
                    // A connection that was cut because nobody listens any more was not lost.
                    if Task.isCancelled { continuation.finish() } else { continuation.finish(throwing: error) }
                }
            }
            continuation.onTermination = { _ in task.cancel() }
        }
    }

    /// Calls `wake` once it listens, and then whenever something came; ends by throwing only.
    private static func listen(_ connectionString: String, wake: @Sendable () -> Void) async throws {
        let connection = try await PostgresConnection.connect(connectionString)
        do {
            try await withTaskCancellationHandler {
                try await connection.executeScript("LISTEN semblance")
                while true {
                    try Task.checkCancellation()
                    wake()
                    try await connection.waitForNotifications()
                }
            } onCancel: {
                connection.interrupt()
            }
        } catch {
            await connection.close()
            throw error
        }
    }
}
