import Hummingbird

/// What comes with a change of what serves, as query items or as members of a JSON body: why, and whether an empty version may serve.
struct ActivationDemand: Sendable {
    let why: String?
    let force: Bool

    private struct Body: Decodable {
        let why: String?
        let force: Bool?

        enum CodingKeys: String, CodingKey, CaseIterable { case why, force }

        init(from decoder: any Decoder) throws {
            try decoder.refuseStrangers(to: CodingKeys.self)
            let members = try decoder.container(keyedBy: CodingKeys.self)
            why = try members.decodeIfPresent(String.self, forKey: .why)
            force = try members.decodeIfPresent(Bool.self, forKey: .force)
        }
    }

    init(_ request: Request, _ fields: RequestFields, _ context: ServerContext, limits: BodyLimits) async throws {
        let body = try await request.jsonIfAny(Body.self, context, limits: limits)
        why = try body?.why ?? fields.text("why")
        force = try body?.force ?? fields.flag("force") ?? false
    }
}
