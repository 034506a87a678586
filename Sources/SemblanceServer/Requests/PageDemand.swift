/// Which page of a list is asked for.
struct PageDemand: Sendable {
    /// How many things at most.
    let limit: Int
    /// The last thing of the page before; nil for the first page.
    let last: Int64?

    /// - Throws: 400 for a limit or a cursor that cannot be
    init(_ fields: RequestFields) throws {
        limit = try fields.integer("limit", in: 1...1000) ?? 100
        last = try fields.text("cursor").map { try PageCursor(text: $0).id }
    }

    /// How many to look for: one more than fit tells whether there is another page.
    var wanted: Int { limit + 1 }
}
