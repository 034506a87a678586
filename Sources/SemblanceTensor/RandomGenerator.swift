import CTorch

/// A stream of random numbers, independent of any other; its state can be kept and put back.
public final class RandomGenerator {
    let handle: ct_generator

    /// A generator on the CPU (Mersenne twister), so that a seed draws the same numbers whatever the device.
    public init(seed: UInt64) throws {
        handle = try Torch.check(ct_generator_make(seed, -1), "making a generator")
    }

    deinit { ct_generator_release(handle) }

    /// Everything that determines the numbers to come.
    public func state() throws -> [UInt8] { try Tensor(ct_generator_state(handle), "reading a generator").bytes() }

    /// Goes on where `state` was read.
    public func restore(_ state: [UInt8]) throws {
        try Torch.check(ct_generator_set_state(handle, Tensor(bytes: state, shape: [state.count]).handle), "restoring a generator")
    }
}
