/// How far somebody has followed the latents of a database: the oldest transaction that was open at the last look.
public struct LatentMarker: Sendable, Equatable {
    let oldestOpen: Int64
}
