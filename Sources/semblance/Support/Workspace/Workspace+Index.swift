import SemblanceService

extension Workspace {
    /// How latents are searched, as configured.
    var indexSettings: IndexSettings {
        IndexSettings(
            kind: configuration[\.indexKind], memory: configuration[\.indexMemory] << 20, recallSample: configuration[\.indexSample],
            recallFloor: configuration[\.indexFloor], recallTarget: configuration[\.indexTarget])
    }

    /// Makes the indexes of a command that ends after a few searches: none of them is repeated.
    var indexes: IndexFactory {
        var settings = indexSettings
        settings.recallSample = 0
        return IndexFactory(settings)
    }
}
