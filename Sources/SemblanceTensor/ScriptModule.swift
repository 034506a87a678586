import CTorch
import SemblanceCore

/// A network as TorchScript keeps it in a file: weights and code, made by Python's `torch.jit.script` or `torch.jit.trace`.
///
/// Its code can compute anything and allocate any memory: load files that you trust.
@TensorActor
public final class ScriptModule {
    private let handle: ct_script_module

    /// Reads a file's bytes; the module is in evaluation mode.
    ///
    /// - Parameter source: the file's name for messages
    /// - Throws: `corrupt` for bytes that are no TorchScript module, or none that this libtorch reads.
    public init(bytes: [UInt8], source: String, device: Device = .cpu) throws {
        let loaded = bytes.withUnsafeBytes { ct_script_load($0.baseAddress, $0.count, device.code) }
        guard let loaded else {
            throw SemblanceError(
                .corrupt, "'\(source)' is no TorchScript module that this libtorch can read",
                advice: "save it with torch.jit.script(module).save(…)", detail: String(cString: ct_last_error()))
        }
        handle = loaded
    }

    isolated deinit { ct_script_release(handle) }

    /// What the module makes of one tensor, without a gradient.
    ///
    /// - Throws: `engine`, with the first line of what libtorch says, where the module fails or gives no tensor.
    public func callAsFunction(_ input: Tensor) throws -> Tensor {
        try Tensor("running the module", [input]) { ct_script_forward(handle, $0[0]) }
    }
}
