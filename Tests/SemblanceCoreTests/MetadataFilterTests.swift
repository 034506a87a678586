import SemblanceCore
import Testing

@Suite("Filters on metadata are read as people type them")
struct MetadataFilterTests {
    static let a: MetadataPath = "a"

    @Test(
        "An expression becomes what it says",
        arguments: [
            ("a = 1", .oneOf(a, [.number("1")])),
            ("a=-1.50e+2", .oneOf(a, [.number("-1.50e+2")])),
            ("a != null", .noneOf(a, [.null])),
            ("a < 2 ", .ordered(a, .less, .number("2"))),
            ("a<=x", .ordered(a, .lessOrEqual, .string("x"))),
            ("a > 'x y'", .ordered(a, .greater, .string("x y"))),
            ("a >= \"\"", .ordered(a, .greaterOrEqual, .string(""))),
            ("a in (1, x,\"y\", TRUE,null)", .oneOf(a, [.number("1"), .string("x"), .string("y"), .bool(true), .null])),
            ("a NOT IN (false)", .noneOf(a, [.bool(false)])),
            ("a exists", .exists(a)),
            ("not a Exists", .not(.exists(a))),
            ("a.b.c = 1", .oneOf(MetadataPath(["a", "b", "c"]), [.number("1")])),
            ("\"a.b\" = 1", .oneOf("a.b", [.number("1")])),
            ("'and' = \"and\"", .oneOf("and", [.string("and")])),
            ("größe_2-x = 007", .oneOf("größe_2-x", [.string("007")])),
            ("5 = 2024-01-31", .oneOf("5", [.string("2024-01-31")])),
            (#"a = "q\"\\\/\n\u00e9\ud83d\ude00'""#, .oneOf(a, [.string("q\"\\/\né😀'")])),
            (#"a = 'it\'s'"#, .oneOf(a, [.string("it's")])),
            ("a exists and b exists or c exists", .any([.all([.exists(a), .exists("b")]), .exists("c")])),
            ("a exists and (b exists or not c exists)", .all([.exists(a), .any([.exists("b"), .not(.exists("c"))])])),
            ("not not ((a exists))", .not(.not(.exists(a)))),
            ("a exists\r\n\tOR b exists", .any([.exists(a), .exists("b")])),
        ] as [(String, MetadataFilter)])
    func parses(text: String, filter: MetadataFilter) throws {
        #expect(try MetadataFilter(parsing: text) == filter)
    }

    @Test(
        "What cannot be read is refused in one line with the column and what was expected",
        arguments: [
            ("", 1, "a name, found the end"), ("a", 2, "found the end"), ("a =", 4, "a value"), ("a == 1", 4, "a value"), ("a 1", 3, "“1”"),
            ("a = 1 b = 2", 7, "“and”, “or” or the end"), ("(a = 1", 7, "“)”"), ("a = 1)", 6, "or the end"), ("a in 1", 6, "“(”"),
            ("a in ()", 7, "a value"), ("a in (1 2)", 9, "“,” or “)”"), ("a not 1", 7, "“in”"), ("a = \"x", 5, "a closing \""),
            ("a = 'x\\q'", 7, "expected one of"), ("a = '\\u12'", 6, "four hexadecimal digits"), ("a = '\\ud800'", 6, "a character"),
            ("a = '\\u0000'", 6, "NUL"), ("a = '\0'", 6, "NUL"), ("a = 1e999", 5, "the range of a double"), ("a = 1e-999", 5, "the range"),
            ("a < true", 5, "a number or a text"), ("a..b = 1", 1, "dot"), (".a exists", 1, "dot"), ("and = 1", 1, "a name"),
            ("a+b = 1", 1, "a name"), ("a = x+y", 5, "a value"), ("a & b", 3, "quotes"), ("a ! 1", 3, "quotes"), ("a = and", 5, "a value"),
            ("a = {}", 5, "quotes"), ("not", 4, "a name"), ("😀 = 1", 1, "quotes"), ("a exists and", 13, "a name"),
        ])
    func refuses(text: String, column: Int, words: String) {
        let error = #expect(throws: SemblanceError.self) { try MetadataFilter(parsing: text) }
        #expect(error?.code == .invalidArgument)
        let line = error?.description ?? ""
        #expect(line.contains("at column \(column):") && line.contains(words) && !line.contains("\n"), "\(line)")
    }

    @Test("Expressions are bounded in bytes, values and depth, and none of them overflows the stack")
    func bounds() throws {
        let nested = { (depth: Int) in String(repeating: "(", count: depth) + "a exists" + String(repeating: ")", count: depth) }
        let list = { (count: Int) in "a in (" + (0..<count).map { "\($0)" }.joined(separator: ",") + ")" }
        let path = { (count: Int) in [String](repeating: "a", count: count).joined(separator: ".") + " exists" }
        for text in [nested(32), list(100), path(32), "a = '" + String(repeating: "x", count: 4090) + "'"] {
            _ = try MetadataFilter(parsing: text)
        }
        let refused = [
            nested(33), nested(2000), list(101), path(33), "a = '" + String(repeating: "x", count: 4091) + "'",
            String(repeating: "not ", count: 33) + "a exists", (0..<101).map { "a\($0) exists" }.joined(separator: " or "),
        ]
        for text in refused {
            let error = #expect(throws: SemblanceError.self) { try MetadataFilter(parsing: text) }
            #expect(error?.code == .invalidArgument)
        }
    }
}
