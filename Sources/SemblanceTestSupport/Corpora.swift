import Glibc
import SemblanceImaging

/// Real photos beside the checkout, for tests that want them. Where they are absent, such tests are skipped.
public enum Corpora {
    /// The folder of this package.
    public static let packageRoot = root(of: #filePath)

    /// The folder beside the package that holds the corpora.
    public static let folder = packageRoot + "/../shared/corpora"

    /// Damaged, odd and malicious files, with `manifest.csv` saying how each has to end.
    public static let hostile = folder + "/hostile"

    /// A corpus of face photos, with `labels.csv` beside its `images`.
    public static let celebaFaces = folder + "/celeba-faces"

    /// Another corpus of face photos, laid out likewise.
    public static let lfwFaces = folder + "/lfw-faces"

    /// Whether a folder is there; prints why a test is skipped where it is not.
    public static func has(_ folder: String) -> Bool {
        if access(folder, R_OK) == 0 { return true }
        print("skipped: the corpus \(folder) is not there")
        return false
    }

    /// Sources/SemblanceTestSupport/Corpora.swift lies three components below the root.
    private static func root(of file: String) -> String {
        file.split(separator: "/", omittingEmptySubsequences: false).dropLast(3).joined(separator: "/")
    }
}
