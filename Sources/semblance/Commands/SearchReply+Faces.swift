import SemblanceService

extension SearchReply.Query {
    /// What there is to say of the faces in the photo; nothing where there is one, as one expects.
    var facesInWords: String {
        switch faces {
        case nil, 1: ""
        case 0: ", no face found: asked with the middle of the photo"
        case .some(let count): ", \(count) faces found: asked with the largest"
        }
    }
}
