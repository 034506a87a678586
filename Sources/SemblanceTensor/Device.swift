import SemblanceCore

/// Where tensors live.
public enum Device: Sendable, Hashable, CustomStringConvertible {
    /// Main memory.
    case cpu
    /// A CUDA device by its index.
    case cuda(Int)

    /// Reads `auto`, `cpu`, `cuda` or `cuda:n`; `auto` takes the first CUDA device, or the CPU where there is none.
    ///
    /// - Throws: `invalidArgument` for other words, `unavailable` for a device that this machine does not have.
    public init(named name: String) throws {
        switch name {
        case "auto": self = Torch.cudaDeviceCount > 0 ? .cuda(0) : .cpu
        case "cpu": self = .cpu
        default:
            let parts = name.split(separator: ":", omittingEmptySubsequences: false)
            guard parts.first == "cuda", parts.count <= 2, let index = parts.count == 2 ? Int(parts[1]) : 0, index >= 0 else {
                throw SemblanceError(.invalidArgument, "'\(name)' is no device", advice: "use auto, cpu, cuda or cuda:n")
            }
            guard index < Torch.cudaDeviceCount else {
                throw SemblanceError(
                    .unavailable, "this machine's libtorch finds \(Torch.cudaDeviceCount) CUDA devices, so there is no \(name)",
                    advice: "use --device cpu, or point LIBTORCH at a CUDA build and run make setup")
            }
            self = .cuda(index)
        }
    }

    /// `cpu` or `cuda:n`.
    public var description: String {
        switch self {
        case .cpu: "cpu"
        case .cuda(let index): "cuda:\(index)"
        }
    }

    /// The shim's number: −1 for the CPU.
    var code: Int32 {
        switch self {
        case .cpu: -1
        case .cuda(let index): Int32(index)
        }
    }
}
