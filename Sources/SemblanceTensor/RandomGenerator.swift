import CTorch

/// A stream of random numbers, independent of any other; its state can be kept and put back.
public final class RandomGenerator {
    private let handle: ct_generator

    /// A generator on the CPU (Mersenne twister), so that a seed draws the same numbers whatever the device.
    public init(seed: UInt64) throws {
        handle = try Torch.check(ct_generator_make(seed, -1), "making a generator")
    }

    deinit { ct_generator_release(handle) }

    /// Everything that determines the numbers to come.
    public func state() throws -> [UInt8] { try withHandle { try Tensor(ct_generator_state($0), "reading a generator") }.bytes() }

    /// Goes on where `state` was read.
    public func restore(_ state: [UInt8]) throws {
        try Torch.perform("restoring a generator", [Tensor(bytes: state, shape: [state.count])]) { ct_generator_set_state(handle, $0[0]) }
    }

    /// Lends the handle, and lives until `body` has returned.
    func withHandle<Result>(_ body: (ct_generator) throws -> Result) rethrows -> Result {
        try withExtendedLifetime(self) { try body(handle) }
    }
}
