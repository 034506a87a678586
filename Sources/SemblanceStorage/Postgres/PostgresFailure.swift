import CPostgres
import SemblanceCore

/// What PostgreSQL or libpq said when something went wrong, and what Semblance makes of it.
///
/// The public text never carries the server's words, because those quote SQL and values; they go into `detail`.
struct PostgresFailure: Sendable {
    /// The five characters of the SQL standard; empty where the server never answered.
    let state: String
    /// The server's or libpq's words.
    let text: String

    init(state: String, text: String) {
        self.state = state
        self.text = text
    }

    /// Reads a failed result.
    init(result: OpaquePointer) {
        func field(_ code: Character) -> String? {
            guard let ascii = code.asciiValue, let text = PQresultErrorField(result, Int32(ascii)) else { return nil }
            return String(cString: text)
        }
        // The letters of PG_DIAG_SQLSTATE, _MESSAGE_PRIMARY, _MESSAGE_DETAIL and _CONTEXT.
        state = field("C") ?? ""
        let parts = [field("M") ?? String(cString: PQresultErrorMessage(result)), field("D"), field("W")].compactMap { $0 }
        text = parts.joined(separator: "; ").trimmingNewlines
    }

    /// Reads what went wrong on a connection, which has no result of its own.
    init(connection: OpaquePointer?) {
        text = String(cString: PQerrorMessage(connection)).trimmingNewlines
        state = text.contains("No space left on device") ? "53100" : ""
    }

    /// Whether the same transaction may succeed when it is tried again: serialization failure, deadlock, lock not available.
    static func isTransient(_ state: String) -> Bool { ["40001", "40P01", "55P03"].contains(state) }

    /// The error to show.
    var error: SemblanceError {
        let (code, message, advice) = classification
        return SemblanceError(code, message, advice: advice, detail: state.isEmpty ? text : "SQLSTATE \(state): \(text)")
    }

    private var classification: (SemblanceError.Code, String, String?) {
        switch state {
        case "":
            return (
                .unavailable, "the database does not answer",
                "check that PostgreSQL runs and that DATABASE_URL is right (semblance database status)"
            )
        case "53100": return (.diskFull, "the database's disk is full", "free some space and try again")
        case "53200": return (.unavailable, "the database is out of memory", "try again, or give it more memory")
        case "53300": return (.unavailable, "the database has no connection left", "try again, or raise its max_connections")
        case "3D000": return (.notFound, "the database named in the connection string does not exist", "create it, or correct DATABASE_URL")
        case "42501":
            return (.unavailable, "the database role lacks a right that is needed", "grant it, or connect as the owner of the schema")
        case "42P01", "42703", "42883":
            return (.incompatible, "the database schema does not fit this program", "run semblance database migrate")
        case "23505": return (.conflict, "it exists already", nil)
        case "23503": return (.conflict, "something that is still in use, or already gone, was referred to", nil)
        case "23514", "23502": return (.invalidArgument, "the database refused a value", nil)
        case "22000", "22P02", "22P03", "22021", "22003", "22001":
            return (.invalidArgument, "the database refused a value", nil)
        case "40001", "40P01", "55P03":
            return (.unavailable, "the database is busy with a conflicting change", "try again")
        case "57014": return (.cancelled, "the database statement was cancelled", nil)
        case "57P01", "57P02", "57P03":
            return (.unavailable, "the database is shutting down or starting up", "try again in a moment")
        default:
            if state.hasPrefix("28") { return (.unavailable, "the database refused the log-in", "correct DATABASE_URL") }
            if state.hasPrefix("08") { return (.unavailable, "the connection to the database broke", "try again") }
            if state.hasPrefix("XX") { return (.corrupt, "the database reports an internal error", "look into its log") }
            return (.engine, "the database refused a request", nil)
        }
    }
}

extension String {
    fileprivate var trimmingNewlines: String {
        split(whereSeparator: \.isNewline).joined(separator: " ")
    }
}
