import SemblanceCore
import SemblanceImaging

/// Latents of photos that do not exist: standardised draws from N(0, I), as those of a well-trained encoder are.
struct SynthesizedLatents: Sendable {
    let count: Int
    /// n, the length of a latent.
    let dimension: Int
    var seed: UInt64 = 1

    /// A latent by its number, counted from 0.
    func latent(_ number: Int) -> Latent {
        var random = SplitMix64(seed: seed, stream: UInt64(number))
        let encoding = random.normal(count: dimension)
        return Latent(encoding: encoding, normalization: .standardized, realism: random.normal(count: 1)[0])
    }

    /// Writes the vectors as rows of 32-bit floats, little-endian, with nothing before or between them.
    ///
    /// - Throws: what writing throws, naming the file.
    func write(to file: BytePath) throws {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count * dimension * 4)
        for number in 0..<count {
            for value in latent(number).vector { withUnsafeBytes(of: value.bitPattern.littleEndian) { bytes += $0 } }
        }
        try FileWriter.write(bytes, to: file)
    }
}
