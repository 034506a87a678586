/// The head of one part of a form: its field's name, and what the client says of its contents.
struct MultipartHead: Equatable {
    /// The name of the form's field.
    let name: String
    /// The name of the client's file. `filename*` counts for nothing: RFC 7578 forbids it.
    let filename: String?
    /// The part's own media type.
    let contentType: String?

    /// - Parameter lines: the lines of the head, without their ends
    init(_ lines: [String]) throws {
        var fields: [String: String] = [:]
        for line in lines {
            guard let colon = line.firstIndex(of: ":") else {
                throw Problem.malformed("A line in the head of a multipart part has no colon.")
            }
            let field = line[..<colon].trimming(" \t").lowercased()
            if fields[field] == nil { fields[field] = line[line.index(after: colon)...].trimming(" \t") }
        }
        guard let disposition = MediaType(fields["content-disposition"]), disposition.essence == "form-data",
            let name = disposition.parameters["name"]
        else { throw Problem.malformed("A multipart part has no Content-Disposition: form-data; name=….") }
        if let encoding = fields["content-transfer-encoding"]?.lowercased(), !["binary", "8bit", "7bit"].contains(encoding) {
            throw Problem.unsupported("A multipart part is encoded as \(encoding.prefix(32)); send its bytes as they are.")
        }
        self.name = name
        filename = disposition.parameters["filename"]
        contentType = fields["content-type"]
    }
}
