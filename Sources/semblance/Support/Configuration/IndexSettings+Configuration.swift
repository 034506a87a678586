import SemblanceService

extension IndexSettings {
    /// How latents are searched, as configured.
    init(_ configuration: Configuration) {
        self.init(
            kind: configuration[\.indexKind], memory: configuration[\.indexMemory] << 20, recallSample: configuration[\.indexSample],
            recallFloor: configuration[\.indexFloor], recallTarget: configuration[\.indexTarget])
    }
}
