import SemblanceService

/// The versions of a collection, in JSON.
struct ModelListReply: Encodable, Sendable {
    let models: [ModelReply]
    /// The version that a rollback would lead to; nil where there is none.
    let rollback: ModelReference?
}
