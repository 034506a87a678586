import SemblanceService

extension ServerMetrics {
    /// Counts the time of a search by its stages; those that it did not go through are left out.
    func count(_ timing: SearchReply.Timing) {
        for (stage, milliseconds) in [(Stage.decode, timing.decode), (.encode, timing.encode), (.search, timing.search)]
        where milliseconds > 0 {
            self.stage(stage, .microseconds(milliseconds * 1000))
        }
    }
}
