import SemblanceTensor

/// Runs `body` without spreading operations over threads: for tensors of a few values that costs more than the work itself, most of
/// all on a machine that is busy.
@TensorActor
func onOneThread<Result>(_ body: () throws -> Result) rethrows -> Result {
    let before = Torch.threads
    Torch.threads = 1
    defer { Torch.threads = before }
    return try body()
}
