/// A page of a list, in JSON: the things under the list's name, and what the next page is asked for with.
struct PageReply<Item: Encodable>: Encodable {
    private let name: String
    private let items: [Item]
    private let nextCursor: String?

    /// - Parameters:
    ///   - name: the list's name
    ///   - found: what was found, one more than the demand's limit where there is another page
    ///   - id: what a thing is known by in a cursor
    ///   - item: a thing as the reply shows it
    init<Found>(
        _ name: String, _ found: [Found], _ demand: PageDemand, id: (Found) -> Int64?, item: (Found) throws -> Item
    ) rethrows {
        let page = found.prefix(demand.limit)
        self.name = name
        items = try page.map(item)
        nextCursor = found.count > demand.limit ? page.last.flatMap(id).map { PageCursor(id: $0).text } : nil
    }

    func encode(to encoder: any Encoder) throws {
        var members = encoder.container(keyedBy: AnyKey.self)
        try members.encode(items, forKey: AnyKey(stringValue: name))
        try members.encodeIfPresent(nextCursor, forKey: AnyKey(stringValue: "next_cursor"))
    }
}
