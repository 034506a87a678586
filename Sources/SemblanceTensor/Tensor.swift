import CTorch
import SemblanceCore

/// An array of numbers with a shape, on a device, that remembers how it was computed.
///
/// One reference to a libtorch tensor, dropped with the object. Not Sendable: it stays on the tensor thread, and only plain
/// Swift values (`floats()`, `bytes()`) leave it. Every operation can fail (shapes that do not fit, memory) and throws `engine`.
public final class Tensor {
    let handle: ct_tensor

    /// Takes over the reference `handle`, or throws what the failed call said.
    init(_ handle: ct_tensor?, _ operation: StaticString) throws {
        self.handle = try Torch.check(handle, operation)
    }

    /// Runs a shim call on the handles of `inputs`, and takes over what it returns.
    ///
    /// The inputs are kept alive until the call has returned: without that, Swift may drop a tensor as soon as its handle was read.
    convenience init(_ operation: StaticString, _ inputs: [Tensor?], _ call: ([ct_tensor?]) -> ct_tensor?) throws {
        try self.init(withExtendedLifetime(inputs) { call(inputs.map { $0?.handle }) }, operation)
    }

    deinit { ct_release(handle) }

    // MARK: Facts

    /// The length of each dimension.
    public var shape: [Int] {
        withExtendedLifetime(self) {
            var sizes = [Int64](repeating: 0, count: Int(ct_rank(handle)))
            ct_shape(handle, &sizes)
            return sizes.map(Int.init)
        }
    }

    /// How many elements there are.
    public var count: Int { shape.reduce(1, *) }

    /// The type of the elements; nil for one that Semblance does not use.
    public var elementType: ElementType? { withExtendedLifetime(self) { ElementType(code: ct_dtype_of(handle)) } }

    /// Where it lives.
    public var device: Device {
        let index = withExtendedLifetime(self) { ct_device_of(handle) }
        return index < 0 ? .cpu : .cuda(Int(index))
    }

    // MARK: Values out

    /// The elements as f32, row-major.
    public func floats() throws -> [Float] { try elements(.float32, of: 0) }

    /// The elements as bytes, row-major.
    public func bytes() throws -> [UInt8] { try elements(.uint8, of: 0) }

    /// The only element.
    public func scalar() throws -> Float {
        let values = try floats()
        guard values.count == 1 else { throw SemblanceError(.engine, "a tensor of shape \(shape) is no single number") }
        return values[0]
    }

    /// The elements in their own type, as safetensors stores them.
    public func rawBytes() throws -> [UInt8] {
        guard let type = elementType else { throw SemblanceError(.engine, "a tensor of an element type that cannot be stored") }
        var raw = [UInt8](repeating: 0, count: count * type.size)
        try raw.withUnsafeMutableBytes { buffer in
            try Torch.perform("copying out", [self]) { ct_copy_out($0[0], type.code, buffer.baseAddress, buffer.count) }
        }
        return raw
    }

    private func elements<Element>(_ type: ElementType, of zero: Element) throws -> [Element] {
        var values = [Element](repeating: zero, count: count)
        try values.withUnsafeMutableBytes { buffer in
            try Torch.perform("copying out", [self]) { ct_copy_out($0[0], type.code, buffer.baseAddress, buffer.count) }
        }
        return values
    }
}
