import Foundation
import SemblanceCore

extension Actor {
    /// Whoever runs this process, by the login name.
    static var login: Actor { .user(NSUserName()) }
}
