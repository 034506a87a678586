import ArgumentParser
import Foundation
import SemblanceStorage

struct KeysCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "keys", abstract: "Keys to the query server.",
        discussion: """
            Clients send a key's secret as 'Authorization: Bearer SECRET'. A key works in all collections of the database; running \
            servers learn of new and revoked ones at once.

            Example: semblance keys create website --scope read
            """,
        subcommands: [Create.self, List.self, Revoke.self])

    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make a key; its secret is shown once.",
            discussion: """
                The secret is the last line of the output. Only its hash is kept: who loses it makes another key and revokes this one.

                Example: semblance keys create website --scope read
                Example: key=$(semblance keys create uploads --scope write | tail -n 1)
                """)
        @OptionGroup var common: CommonOptions
        @Argument(help: "What to call it: letters, digits, dots, dashes and underscores.") var name: String
        @Option(help: "What it allows: read, write (add and delete images too) or admin (jobs and model versions too).")
        var scope: KeyScope

        func run() async throws {
            try await Workspace(common).withDatabase { database in
                let (key, secret) = try await database.keys.create(name: name, scope: scope)
                if common.json { return try JSONOutput.write(NewKeyReply(key: KeyReply(key), secret: secret)) }
                try StandardOutput.write(
                    "made the key \(key.id) '\(key.name)' for \(key.scope.rawValue); its secret is not kept and not shown again:\n\(secret)\n"
                )
            }
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "All keys, revoked ones too, without their secrets.", discussion: "Example: semblance keys list --json")
        @OptionGroup var common: CommonOptions

        func run() async throws {
            try await Workspace(common).withDatabase { database in
                let keys = try await database.keys.list().map(KeyReply.init)
                if common.json { return try JSONOutput.write(keys) }
                guard !keys.isEmpty else {
                    return try StandardOutput.write("no keys yet: semblance keys create NAME --scope read\n")
                }
                var table = TextTable([
                    .number("id"), .text("name"), .text("scope"), .text("created"), .text("last used"), .text("revoked"),
                ])
                for key in keys {
                    table.add([
                        "\(key.id)", key.name, key.scope, key.createdAt.formatted(.iso8601), key.lastUsedAt?.formatted(.iso8601) ?? "",
                        key.revokedAt?.formatted(.iso8601) ?? "",
                    ])
                }
                try StandardOutput.write(table.render())
            }
        }
    }

    struct Revoke: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Take a key back for good.", discussion: "Example: semblance keys revoke 3")
        @OptionGroup var common: CommonOptions
        @Argument(help: "The key's id.") var key: Int64

        func run() async throws {
            try await Workspace(common).withDatabase { database in
                let reply = KeyReply(try await database.keys.revoke(id: key))
                if common.json { return try JSONOutput.write(reply) }
                try StandardOutput.write("revoked the key \(reply.id) '\(reply.name)'\n")
            }
        }
    }
}

extension KeyScope: ExpressibleByArgument {}

/// A key as `keys` answers it.
struct KeyReply: Encodable {
    let id: Int64
    let name: String
    let scope: String
    let createdAt: Date
    let lastUsedAt: Date?
    let revokedAt: Date?

    init(_ key: APIKey) {
        id = key.id
        name = key.name
        scope = key.scope.rawValue
        createdAt = key.createdAt
        lastUsedAt = key.lastUsedAt
        revokedAt = key.revokedAt
    }
}

/// A key that was made, with its secret: the only time that it is shown.
private struct NewKeyReply: Encodable {
    let key: KeyReply
    let secret: String

    private enum CodingKeys: String, CodingKey {
        case secret
    }

    func encode(to encoder: any Encoder) throws {
        try key.encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(secret, forKey: .secret)
    }
}
