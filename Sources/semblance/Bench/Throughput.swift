import Foundation
import SemblanceModels
import SemblanceTensor

/// What `bench train` and `bench encode` answer.
struct Throughput: Encodable {
    let imagesPerSecond: Double
    let resolution: Int
    let width: Int
    let batch: Int
    let precision: String
    let threads: Int
    /// The most memory that the process has held.
    let peakBytes: Int

    init(_ imagesPerSecond: Double, _ network: NetworkOptions, batch: Int, precision: Precision) async {
        self.imagesPerSecond = imagesPerSecond
        (resolution, width, self.batch, self.precision) = (network.resolution, network.width, batch, precision.rawValue)
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        peakBytes = usage.ru_maxrss * 1024
        threads = await TensorActor.run { Torch.threads }
    }

    /// Says it as `--json` or as a line.
    func report(json: Bool) throws {
        if json { return try JSONOutput.write(self) }
        try StandardOutput.write(
            "\(humanNumber(imagesPerSecond)) images/s (\(resolution) px, width \(width), batch \(batch), \(precision), \(threads) threads)\n"
        )
    }
}
