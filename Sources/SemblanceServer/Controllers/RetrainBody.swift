import SemblanceCore
import SemblanceService

/// A retraining as JSON asks for it.
struct RetrainBody: Decodable, Sendable {
    /// The version to train on from; nil for the one that serves.
    let from: String?
    /// What the new version is called; nil for as the other one is.
    let name: String?
    private let scratch, activate, force: Bool?
    private let changes: RetrainRequest.Changes
    private let heldOut: Double?
    private let maximumPhotos: Int?
    private let gate, why: String?

    enum CodingKeys: String, CodingKey, CaseIterable {
        case kind, from, name, scratch, steps, epochs, minutes, seed, batch, gate, activate, force, why
        case learningRate = "learning_rate"
        case checkpointInterval = "checkpoint_interval"
        case heldOut = "held_out"
        case maximumPhotos = "maximum_photos"
    }

    init(from decoder: any Decoder) throws {
        try decoder.refuseStrangers(to: CodingKeys.self)
        let members = try decoder.container(keyedBy: CodingKeys.self)
        func optional<Value: Decodable>(_ key: CodingKeys) throws -> Value? { try members.decodeIfPresent(Value.self, forKey: key) }
        let id = try? members.decodeIfPresent(Int64.self, forKey: .from)
        from = try id.map(String.init) ?? optional(.from)
        name = try optional(.name)
        (scratch, activate, force) = (try optional(.scratch), try optional(.activate), try optional(.force))
        var changes = RetrainRequest.Changes()
        (changes.steps, changes.epochs, changes.minutes) = (try optional(.steps), try optional(.epochs), try optional(.minutes))
        (changes.seed, changes.batch) = (try optional(.seed), try optional(.batch))
        (changes.learningRate, changes.checkpointInterval) = (try optional(.learningRate), try optional(.checkpointInterval))
        self.changes = changes
        (heldOut, maximumPhotos) = (try optional(.heldOut), try optional(.maximumPhotos))
        (gate, why) = (try optional(.gate), try optional(.why))
    }

    /// Puts what is asked for into a request.
    ///
    /// - Throws: `invalidArgument` for a gate that is none
    func apply(to request: inout RetrainRequest) throws {
        request.isWarm = !(scratch ?? false)
        request.changes = changes
        if let heldOut { request.heldOut = heldOut }
        if let maximumPhotos { request.maximumPhotos = maximumPhotos }
        if let gate { request.gate = try QualityGate(gate) }
        (request.activates, request.forces, request.why) = (activate ?? true, force ?? false, why)
    }
}
