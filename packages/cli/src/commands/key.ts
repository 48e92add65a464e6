import { ApiClient } from "@callsheet/client/Client"
import { exitCodes, WrongUse } from "@callsheet/client/CliError"
import { answer, Output } from "@callsheet/client/terminal/Output"
import { facts, here, table, type TerminalLook } from "@callsheet/client/terminal/Render"
import { rotateMasterKey } from "@callsheet/database/secrets/Rotation"
import { Vault } from "@callsheet/database/secrets/Vault"
import type { KeyView, NewKey } from "@callsheet/domain/api/calls/key"
import { OrgRole } from "@callsheet/domain/api/Role"
import { withDatabase } from "@callsheet/stack/LocalDatabase"
import { createKeyOf, createOperatorKey } from "@callsheet/stack/NewOrg"
import * as Command from "@effect/cli/Command"
import * as Options from "@effect/cli/Options"
import { Effect, Option } from "effect"
import { confirmed, yes } from "../parser/Confirm.ts"
import { answering, asking, changing, common, field, keyArg, keyed, local, orgOption } from "../parser/Leaf.ts"
import { orgOf } from "../parser/Resolve.ts"

const when = (iso: string | null, look: TerminalLook): string => iso === null ? "" : look.terminal ? here(iso) : iso

const keyTable = (keys: ReadonlyArray<KeyView>, look: TerminalLook): string =>
  table(keys, [
    { name: "id", of: ({ id }) => id },
    { name: "name", of: ({ name }) => name, flexible: true },
    { name: "role", of: ({ role }) => role },
    { name: "begins with", of: ({ prefix }) => prefix },
    { name: "last used", of: ({ lastUsedAt }) => when(lastUsedAt, look) },
    { name: "ends", of: ({ expiresAt }) => when(expiresAt, look) },
    { name: "revoked", of: ({ revokedAt }) => when(revokedAt, look), colour: () => "grey" }
  ], look)

const shown = (key: typeof NewKey.Type) =>
  Effect.gen(function*() {
    const output = yield* Output
    yield* output.say("Keep the key: it is shown this once.")
    return answer(
      key,
      (look) => facts([["id", key.id], ["role", key.role], ["name", key.name], ["key", key.key]], look)
    )
  })

const roleOf = (role: Option.Option<OrgRole>) =>
  Option.match(role, {
    onNone: () =>
      new WrongUse({
        what: "The command does not say what the key may do.",
        next: `Add --role with one of ${OrgRole.literals.join(", ")}, or --operator for a key of the installation.`
      }),
    onSome: (one) => Effect.succeed(one)
  })

const create = Command.make(
  "create",
  {
    org: orgOption,
    role: Options.choice("role", OrgRole.literals).pipe(
      Options.withDescription("What the key may do."),
      Options.optional
    ),
    operator: Options.boolean("operator").pipe(
      Options.withDescription("A key of the installation, for workers. Run it where the database is.")
    ),
    inDatabase: Options.boolean("in-database").pipe(
      Options.withDescription("Make it straight in the database, for an org that has no key left. Needs --org.")
    ),
    name: Options.text("name").pipe(
      Options.withDescription("Who or what uses it."),
      Options.withDefault("command line")
    ),
    expires: Options.text("expires").pipe(Options.withDescription("ISO time at which it ends."), Options.optional),
    ...changing
  },
  answering((input) =>
    Effect.gen(function*() {
      if (input.operator) return yield* shown(yield* withDatabase(createOperatorKey(input.name)))
      const role = yield* roleOf(input.role)
      if (input.inDatabase) {
        if (Option.isNone(input.org)) {
          return yield* new WrongUse({ what: "The command does not name the org.", next: "Add --org ORG." })
        }
        return yield* shown(
          yield* withDatabase(createKeyOf({ orgId: input.org.value, role, name: input.name }))
        )
      }
      const asked = Effect.gen(function*() {
        const client = yield* ApiClient
        return yield* client.key.create({
          orgId: yield* orgOf(input.org),
          role,
          name: input.name,
          ...field("expiresAt", input.expires),
          ...keyed(input.key)
        })
      })
      return yield* shown(yield* Effect.provide(asked, ApiClient.layerConfig(input.url)))
    })
  )
).pipe(
  Command.withDescription("Creates an API key. Example: callsheet key create --role editor --name \"Ada's laptop\"")
)

const list = Command.make(
  "list",
  { org: orgOption, ...common },
  asking((input) =>
    Effect.gen(function*() {
      const client = yield* ApiClient
      const keys = yield* client.key.list({ orgId: yield* orgOf(input.org) })
      return answer(keys, (look) => keyTable(keys, look))
    })
  )
).pipe(Command.withDescription("Lists the API keys of an org; the keys themselves are stored nowhere."))

const revoke = Command.make(
  "revoke",
  { key: keyArg, yes, ...common },
  asking((input) =>
    Effect.gen(function*() {
      yield* confirmed(`Revoke key ${input.key}? Every program that uses it is refused at once.`, input.yes)
      const client = yield* ApiClient
      const key = yield* client.key.revoke({ id: input.key })
      return answer(key, (look) => keyTable([key], look))
    })
  )
).pipe(Command.withDescription("Ends an API key at once."))

const rotateMaster = Command.make(
  "rotate-master",
  { ...local },
  answering(() =>
    Effect.gen(function*() {
      const { keyId, left, rewrapped } = yield* withDatabase(rotateMasterKey).pipe(Effect.provide(Vault.layerConfig))
      return {
        value: { keyId, rewrapped, left },
        text: () =>
          [
            `${rewrapped} ${rewrapped === 1 ? "row is" : "rows are"} now under master key ${keyId}.`,
            left.length === 0
              ? "Nothing is left under another key: CALLSHEET_MASTER_KEY_PREVIOUS can go."
              : `${left.length} could not be brought along:`,
            ...left.map(({ id, reason }) => `${id}\t${reason}`)
          ].join("\n"),
        ...(left.length === 0 ? {} : { exit: exitCodes.other })
      }
    })
  )
).pipe(
  Command.withDescription(
    "Brings every stored secret under CALLSHEET_MASTER_KEY, opening with CALLSHEET_MASTER_KEY_PREVIOUS. Workers may run; " +
      "cut off, it goes on where it was. Run it where the database is."
  )
)

export const key = Command.make("key").pipe(
  Command.withDescription("API keys of people and programs."),
  Command.withSubcommands([create, list, revoke, rotateMaster])
)
