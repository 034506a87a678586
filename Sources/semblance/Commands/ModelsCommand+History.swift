import Foundation
import SemblanceCore
import SemblanceService

extension [ModelEventReply] {
    /// For people.
    var table: TextTable {
        var table = TextTable([.text("when"), .text("what"), .text("model"), .text("who"), .text("why")])
        for event in self {
            table.add([
                event.happenedAt.formatted(.iso8601), event.action, "\(event.model.name)@\(event.model.version)", event.actor.description,
                event.why ?? "",
            ])
        }
        return table
    }
}
