import SemblanceCore

/// ρ(z, E(G(z))): how much of a random latent its own image still tells.
public enum LatentCorrelation {
    /// The mean of Pearson's correlation over pairs; nil for none.
    ///
    /// - Parameters:
    ///   - latents: z
    ///   - encodings: E(G(z)), or N of it: ρ does not see the difference
    public static func mean(_ latents: [[Float]], _ encodings: [[Float]]) -> Double? {
        precondition(latents.count == encodings.count, "an encoding for each latent")
        guard !latents.isEmpty else { return nil }
        return zip(latents, encodings).reduce(0.0) { $0 + Double(pearsonCorrelation($1.0, $1.1)) } / Double(latents.count)
    }
}
