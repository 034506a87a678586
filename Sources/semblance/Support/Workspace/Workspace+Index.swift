import SemblanceService

extension Workspace {
    /// Makes the indexes of a command that ends after a few searches: none of them is repeated, and nothing is tuned.
    var indexes: IndexFactory {
        var settings = IndexSettings(configuration)
        (settings.recallSample, settings.recallTarget) = (0, nil)
        return IndexFactory(settings)
    }
}
