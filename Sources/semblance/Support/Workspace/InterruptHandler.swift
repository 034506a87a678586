import Dispatch
import Foundation

/// Turns the first SIGINT or SIGTERM into a call with its number; a second one ends the process as it would have done without this.
final class InterruptHandler {
    private let sources: [any DispatchSourceSignal]

    init(_ onInterrupt: @escaping @Sendable (_ signal: Int32) -> Void) {
        sources = [SIGINT, SIGTERM].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler {
                signal(number, SIG_DFL)
                onInterrupt(number)
            }
            source.resume()
            return source
        }
    }
}
