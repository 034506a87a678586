/// One part of a `multipart/form-data` body.
struct MultipartPart: Sendable, Equatable {
    /// The name of the form's field.
    let name: String
    /// The name of the file on the client's side; it is shown, never used as a path.
    let filename: String?
    /// What the client says the part is.
    let contentType: String?
    /// The part's bytes.
    let body: [UInt8]
}
