import ArgumentParser
import SemblanceModels
import SemblanceTensor

/// Which networks a benchmark runs, and in which arithmetic.
struct NetworkOptions: ParsableArguments {
    @Option(help: "The side of the model's images in pixels: 32, 64, 128 or 256.") var resolution = 64
    @Option(help: "Channels of the widest layer.") var width = 256
    @Option(help: "Arithmetic: fp32 or bf16 (default: bf16 where the machine is fast at it).") var precision: Precision?

    /// The networks' shape.
    ///
    /// - Throws: `invalidArgument` for a shape that no network has.
    func configuration() throws -> NetworkConfiguration {
        let configuration = NetworkConfiguration(resolution: resolution, width: width)
        try configuration.validate()
        return configuration
    }

    /// The arithmetic that was asked for, or the machine's fastest.
    func precision(on device: Device) -> Precision { precision ?? .fastest(on: device) }
}
