/// A media type with its parameters, as `Content-Type` and `Content-Disposition` carry it (RFC 9110, section 5.6.6).
struct MediaType: Equatable {
    /// The type without parameters, in small letters: `image/jpeg`.
    let essence: String
    /// The parameters by name, the names in small letters, the values without quotes.
    let parameters: [String: String]

    /// - Parameter text: the value of the field; nil, and one without a type, gives nil
    init?(_ text: String?) {
        guard let text else { return nil }
        var scanner = ParameterScanner(text)
        let essence = scanner.token(until: ";").trimming(" \t").lowercased()
        guard !essence.isEmpty else { return nil }
        self.essence = essence
        parameters = scanner.parameters()
    }
}
