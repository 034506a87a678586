import CTorch
import SemblanceCore

/// The one thread on which all tensor work runs.
///
/// libtorch keeps gradient mode and autocast per thread, and every thread that calls it gets an OpenMP pool of its own; so there
/// is one, but for passes that change nothing (`InferenceLanes`). Tensors are not Sendable: what leaves this actor are plain values.
@globalActor
public actor TensorActor {
    /// The actor that `@TensorActor` names.
    public static let shared = TensorActor()

    private let executor = DedicatedThreadExecutor(
        name: "tensors", stackSize: 16 << 20, isAlsoIsolated: { InferenceLanes.isCurrentThread })

    /// The dedicated thread.
    public nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    /// Runs `body` on the tensor thread.
    public static func run<Result: Sendable>(_ body: @TensorActor @Sendable () throws -> Result) async rethrows -> Result {
        try await body()
    }
}
