import Testing

@testable import SemblanceServer

@Suite("Presence of clients")
struct PresenceTests {
    @Test("work goes on while the client is here, and is cancelled when it hangs up")
    func hangUp() async throws {
        let presence = ClientPresence()
        #expect(try await presence.whileHere { 7 } == 7)
        let work = Task { try await presence.whileHere { try await Task.sleep(for: .seconds(3600)) } }
        try await Task.sleep(for: .milliseconds(20))
        presence.hungUp()
        await #expect(throws: CancellationError.self) { try await work.value }
        #expect(presence.isGone)
    }

    @Test("what begins after the client went away is cancelled at once, and what does not heed it ends")
    func afterwards() async throws {
        let presence = ClientPresence()
        presence.hungUp()
        await #expect(throws: CancellationError.self) { try await presence.whileHere { try await Task.sleep(for: .seconds(3600)) } }
        #expect(try await presence.whileHere { Task.isCancelled })
    }

    @Test("cancelling the request cancels the work")
    func outerCancellation() async throws {
        let presence = ClientPresence()
        let task = Task { try await presence.whileHere { try await Task.sleep(for: .seconds(3600)) } }
        try await Task.sleep(for: .milliseconds(20))
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
    }
}
