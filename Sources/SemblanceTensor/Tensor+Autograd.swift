import CTorch

extension Tensor {
    /// Whether operations on it are recorded; only leaves may be set.
    public var requiresGradient: Bool { withExtendedLifetime(self) { ct_requires_grad(handle) } }

    /// Starts or stops the recording of operations on it.
    ///
    /// - Returns: itself
    @discardableResult
    public func requiringGradient(_ value: Bool = true) throws -> Tensor {
        try Torch.perform("requires_grad", [self]) { ct_set_requires_grad($0[0], value) }
        return self
    }

    /// The same values without their history: [·] in the papers, stop-gradient.
    public func detached() throws -> Tensor { try unary(CT_DETACH, "detach") }

    /// Gradients of this scalar (or of Σ self · seed) for `inputs`, in their order; nil for one that it does not depend on.
    ///
    /// - Parameters:
    ///   - seed: what flows in from above, of this tensor's shape
    ///   - retainingGraph: keep the recording for another call
    ///   - creatingGraph: record the backward pass too, for gradients of gradients
    public func gradients(
        for inputs: [Tensor], seed: Tensor? = nil, retainingGraph: Bool = false, creatingGraph: Bool = false
    ) throws -> [Tensor?] {
        var found = [ct_tensor?](repeating: nil, count: inputs.count)
        try Torch.perform("the backward pass", [self, seed] + inputs) {
            ct_gradients($0[0], $0[1], Array($0[2...]), Int32(inputs.count), retainingGraph || creatingGraph, creatingGraph, &found)
        }
        return try found.map { try $0.map { try Tensor($0, "a gradient") } }
    }

    /// Overwrites the values in place, unrecorded; the shapes must be equal.
    public func assign(_ other: Tensor) throws { try Torch.perform("copying", [self, other]) { ct_copy_($0[0], $0[1]) } }

    /// self ← self + weight · (other − self), in place, unrecorded.
    public func moveToward(_ other: Tensor, by weight: Double) throws {
        try Torch.perform("lerp", [self, other]) { ct_lerp_($0[0], $0[1], weight) }
    }
}

/// Runs `body` without recording operations on this thread.
@TensorActor
public func withoutGradients<Result>(_ body: () throws -> Result) rethrows -> Result {
    let before = ct_set_grad_enabled(false)
    defer { _ = ct_set_grad_enabled(before) }
    return try body()
}
