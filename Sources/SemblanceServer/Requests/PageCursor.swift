/// Where the next page of a list begins: after the thing of an id.
struct PageCursor: Sendable {
    let id: Int64

    /// The text that clients hand back; they need not know what it says.
    var text: String { "after-\(id)" }

    init(id: Int64) { self.id = id }

    /// - Throws: 400 for what is no cursor
    init(text: String) throws {
        guard text.hasPrefix("after-"), let id = Int64(text.dropFirst(6)), id >= 0 else {
            throw Problem.invalidArgument("The cursor cannot be read; give next_cursor as the page before had it.")
        }
        self.id = id
    }
}
