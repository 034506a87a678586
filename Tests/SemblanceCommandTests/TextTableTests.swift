import Testing

@testable import semblance

@Suite("Text table")
struct TextTableTests {
    @Test("Words stand left and numbers right, and no line ends in spaces")
    func alignment() {
        var table = TextTable([.number("id"), .text("name"), .number("distance"), .text("note")])
        table.add(["7", "élan", "0.5"])
        table.add(["1204", "a longer name", "12.25", "x"])
        let expected = """
              id  name           distance  note
               7  élan                0.5
            1204  a longer name     12.25  x

            """
        #expect(table.render() == expected)
    }

    @Test("A hostile name can neither break a line nor steer the terminal")
    func controlCharacters() {
        var table = TextTable([.text("source")])
        table.add(["a\nb\u{1B}[31m\u{202E}c"])
        #expect(table.render() == "source\na\\u{a}b\\u{1b}[31m\\u{202e}c\n")
    }
}
