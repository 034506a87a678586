/// What a walk through the sources of a corpus comes by.
public enum CorpusItem: Sendable {
    /// Something that may be an image.
    case entry(CorpusEntry)
    /// Something that cannot be looked at, by its absolute path: a folder without the right to read it, a line of a list that names
    /// nothing, a tar that is damaged from some member on. What is below that path is unknown, not gone.
    case failure(CorpusScanFailure)
    /// Everything below the path counts to the corpus where the path ends in a slash, and the path itself where it does not. So what an
    /// earlier walk found there and this one does not has gone, unless it is at or below the path of a failure other than `notFound`.
    case covers(BytePath)
}
