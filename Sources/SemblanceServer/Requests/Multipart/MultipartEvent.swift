/// What a piece of a multipart body turned out to be.
enum MultipartEvent: Equatable {
    /// A part begins; the lines of its head.
    case begin([String])
    /// Bytes of the part under way.
    case bytes(ArraySlice<UInt8>)
    /// The part is complete.
    case end
}
