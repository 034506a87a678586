import Foundation
import SemblanceCore

extension AuditActor {
    /// Whoever runs this process, by the login name.
    static var login: AuditActor { .user(NSUserName()) }
}
