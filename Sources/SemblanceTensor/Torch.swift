import CTorch
import SemblanceCore

/// Facts about libtorch and the machine, and the turning of its failures into errors.
public enum Torch {
    /// libtorch's version, as in "2.13.0".
    public static var version: String { String(cString: ct_version()) }

    /// Whether this processor multiplies bf16 natively; where it does not, bf16 is slower than fp32.
    public static var hasFastBFloat16: Bool { ct_has_fast_bfloat16() }

    /// How many CUDA devices libtorch reaches: 0 with its CPU build.
    public static var cudaDeviceCount: Int { Int(ct_cuda_device_count()) }

    /// How many threads an operation is spread over. Set it before the first operation.
    @TensorActor public static var threads: Int {
        get { Int(ct_threads()) }
        set { ct_set_threads(Int32(newValue)) }
    }

    /// Keeps freed memory for the next tensor, for the whole process: a training step takes the same sizes again and again, and
    /// pages that are given back between two steps have to be cleared anew.
    public static func keepFreedMemory() { ct_keep_freed_memory() }

    /// The handle that a shim call returned, or the error that it left; called in the same synchronous function as the call.
    static func check<Handle>(_ handle: Handle?, _ operation: StaticString) throws -> Handle {
        guard let handle else { throw failure(operation) }
        return handle
    }

    /// Runs a shim call that answers success on the handles of `inputs`, which are kept alive until it has returned.
    static func perform(_ operation: StaticString, _ inputs: [Tensor?], _ call: ([ct_tensor?]) -> Bool) throws {
        guard withExtendedLifetime(inputs, { call(inputs.map { $0?.handle }) }) else { throw failure(operation) }
    }

    private static func failure(_ operation: StaticString) -> SemblanceError {
        let words = String(cString: ct_last_error())
        let firstLine = words.split(separator: "\n").first.map(String.init) ?? words
        return SemblanceError(.engine, "libtorch refused \(operation): \(firstLine)", detail: words)
    }
}
