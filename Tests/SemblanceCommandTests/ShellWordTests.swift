import Testing

@testable import semblance

@Suite("Words for a shell") struct ShellWordTests {
    @Test(
        "Quoted only where a shell would take the text for something else",
        arguments: [
            ("photos/2024_05", "photos/2024_05"), ("fotos/für-alle", "fotos/für-alle"), ("my photos", "'my photos'"), ("", "''"),
            ("a$b", "'a$b'"), ("it's", "'it'\\''s'"), ("~/x", "'~/x'"),
        ])
    func quoting(text: String, word: String) {
        #expect(text.shellWord == word)
    }
}
