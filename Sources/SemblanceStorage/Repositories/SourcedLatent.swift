import SemblanceCore

/// A latent with what tells which photo it is of.
public struct SourcedLatent: Sendable {
    /// The image.
    public let imageID: Int64
    /// SHA-256 of its bytes.
    public let sha256: [UInt8]
    /// The first path or address that held it; nil where none is known any more.
    public let source: [UInt8]?
    /// What the model version made of it.
    public let latent: Latent

    init(_ row: inout PostgresCopyRow) throws {
        imageID = try row.next()
        sha256 = try row.next()
        source = try row.next()
        latent = Latent(
            vector: try row.next(), average: try row.next(), deviation: try row.next(), norm: try row.next(), realism: try row.next())
    }
}
