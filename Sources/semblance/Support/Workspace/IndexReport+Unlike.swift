import SemblanceCore
import SemblanceService
import SemblanceStorage

extension IndexReport {
    /// From which share of photos on that look unlike what a version knows people are told: of photos like its own it is a tenth at most.
    private static let remarkable = 0.25

    /// What is to be said, and done, about photos unlike what the version knows; nil where they are like it.
    ///
    /// - Parameters:
    ///   - record: the version
    ///   - collection: where the photos are
    func unlikeAdvice(for record: ModelRecord, in collection: ImageCollection) -> String? {
        guard let unlike, unlike >= Self.remarkable else { return nil }
        let place = collection.name == ImageCollection.defaultName ? "" : " --collection \(collection.name.shellWord)"
        var text = """
            \(Int((100 * unlike).rounded())) % of the photos look unlike what \(model.name)@\(model.version) has learned from, so it sees less in \
            them than it could.
            Train it on with them: semblance retrain\(place) --from \(model.id) --minutes 25
            """
        if record.model.preprocessing.crop == .center {
            text += "\nWhere faces are but a part of it: semblance models import FILE\(place) --crop face, and index with that version"
        }
        return text
    }
}
