import Foundation
import SemblanceImaging
import SemblanceModels
import SemblanceTensor
import SemblanceTraining
struct Obs: TrainingObserver { func trainingProgressed(_ p: TrainingProgress) async throws { if p.step % 50 == 0 || p.step < 20 { print(p.step, p.imagesPerSecond, p.losses, p.secondsLeft) } } }
@main struct M { static func main() async throws {
  let n = NetworkConfiguration(resolution: 64, width: 256)
  let c = TrainingConfiguration(model: ModelConfiguration(network: n), length: .steps(Int(CommandLine.arguments[1])!), precision: .bf16)
  let corpus = try TrainingCorpus(folder: BytePath("../shared/corpora/celeba-faces"), preprocessing: c.model.preprocessing, minimumCount: 64, cacheBytes: 1 << 31)
  print(corpus.count)
  let run = try RunFolder.create(in: ".semblance/runs", name: "faces")
  let loop = try await TrainingLoop(c, corpus: corpus, observers: [Obs(), RunRecorder(run, configuration: c)])
  let r = try await loop.run()
  print(r.progress)
}}
