/// Members of a document by any name.
struct AnyKey: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }

    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
}

extension Decoder {
    /// Refuses members that nobody asks for: one that is misspelt must not be passed over, for the request would be another one.
    ///
    /// - Throws: 400 with the first of them
    func refuseStrangers<Key: CodingKey & CaseIterable>(to _: Key.Type) throws {
        let known = Set(Key.allCases.map(\.stringValue))
        let given = try container(keyedBy: AnyKey.self).allKeys.map(\.stringValue)
        if let stranger = given.filter({ !known.contains($0) }).min() {
            throw Problem.invalidArgument("There is no member '\(stranger.prefix(40))'.")
        }
    }
}
