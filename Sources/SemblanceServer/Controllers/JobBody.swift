import SemblanceService

/// A job as JSON asks for it, by its member `kind`.
enum JobBody: Decodable, Sendable {
    case index(IndexBody)
    case retrain(RetrainBody)

    private enum CodingKeys: String, CodingKey { case kind }

    init(from decoder: any Decoder) throws {
        switch try decoder.container(keyedBy: CodingKeys.self).decode(String.self, forKey: .kind) {
        case "index": self = .index(try IndexBody(from: decoder))
        case RetrainRequest.jobKind: self = .retrain(try RetrainBody(from: decoder))
        default: throw Problem.invalidArgument("'kind' is index or retrain.")
        }
    }
}
