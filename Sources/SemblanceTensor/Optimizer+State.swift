import CTorch
import SemblanceCore

extension Optimizer {
    /// Everything that it remembers between steps, as copies by name: `<parameter>.step` (one I64) and `<parameter>.square_avg`
    /// (RMSprop), or `<parameter>.exp_avg` and `<parameter>.exp_avg_sq` (Adam). Parameters that never had a gradient are left out.
    public func state() throws -> [String: Tensor] {
        try withExtendedLifetime(self) {
            var state: [String: Tensor] = [:]
            for parameter in 0..<parameterCount where ct_optimizer_has_state(handle, Int32(parameter)) {
                for (slot, name) in configuration.stateNames.enumerated() {
                    state["\(parameter).\(name)"] = try Tensor(
                        ct_optimizer_state(handle, Int32(parameter), Int32(slot)), "reading an optimizer")
                }
            }
            return state
        }
    }

    /// Remembers what `state` says and nothing else, so that the next step is as it would have been where that was read.
    ///
    /// - Parameters:
    ///   - state: what `state()` gave, of an optimizer of the same rule over parameters of the same shapes
    ///   - source: the file's name for messages
    /// - Throws: `incompatible` where it is the state of another optimizer; then nothing has changed.
    public func restore(_ state: [String: Tensor], source: String) throws {
        let names = configuration.stateNames
        var rest = Set(state.keys)
        let slots: [[Tensor]] = try (0..<parameterCount).map { parameter in
            let found = names.compactMap { state["\(parameter).\($0)"] }
            guard found.isEmpty || found.count == names.count else { throw foreign(source) }
            for name in names { rest.remove("\(parameter).\(name)") }
            return found
        }
        guard rest.isEmpty else { throw foreign(source) }
        for (parameter, tensors) in slots.enumerated() {
            guard tensors.first.map({ $0.elementType == .int64 && $0.count == 1 }) ?? true,
                tensors.dropFirst().allSatisfy({ $0.shape == shapes[parameter] })
            else { throw foreign(source) }
        }
        for (parameter, tensors) in slots.enumerated() {
            try Torch.perform("restoring an optimizer", tensors) { ct_optimizer_set_state(handle, Int32(parameter), $0, Int32($0.count)) }
        }
    }

    private func foreign(_ source: String) -> SemblanceError {
        SemblanceError(.incompatible, "'\(source)' holds the state of another optimizer", advice: "take another copy of it, or train again")
    }
}
