import CScan

/// The instructions that a scan of 8-bit codes is written in. All of them find the same neighbours.
enum ScanKernel: Sendable, CaseIterable {
    case portable, avx2, avx512, neon

    /// The fastest that this machine can run.
    static let best = ScanKernel.available.last ?? .portable

    /// Those that this machine can run, the slowest first.
    static let available = allCases.filter { cscan_supports($0.code) }

    var code: CScanKernel {
        switch self {
        case .portable: .portable
        case .avx2: .AVX2
        case .avx512: .AVX512
        case .neon: .NEON
        }
    }
}
