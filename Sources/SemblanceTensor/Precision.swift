import CTorch

/// The arithmetic of convolutions and matrix products; weights and sums stay in f32.
public enum Precision: String, Sendable, CaseIterable, Codable {
    /// IEEE single precision.
    case fp32
    /// Brain float through autocast: about twice as fast where the processor has it.
    case bf16

    /// bf16 where this machine multiplies it natively, else fp32.
    public static func fastest(on device: Device) -> Precision {
        device == .cpu && !Torch.hasFastBFloat16 ? .fp32 : .bf16
    }

    /// Runs `body` with the convolutions and products in this precision.
    @TensorActor
    public func autocast<Result>(on device: Device, _ body: () throws -> Result) rethrows -> Result {
        guard self == .bf16 else { return try body() }
        let cuda = device != .cpu
        ct_set_autocast(cuda, true, CT_BFLOAT16)
        defer { ct_set_autocast(cuda, false, CT_BFLOAT16) }
        return try body()
    }
}
