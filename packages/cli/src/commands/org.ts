import { ApiClient } from "@callsheet/client/Client"
import { WrongUse } from "@callsheet/client/CliError"
import { answer, Output } from "@callsheet/client/terminal/Output"
import { facts, here, inZone, table } from "@callsheet/client/terminal/Render"
import { pausedText } from "@callsheet/client/terminal/Views"
import { OrgId } from "@callsheet/domain/Ids"
import type { PolicyChange } from "@callsheet/domain/org/Org"
import type { OrgView } from "@callsheet/domain/org/OrgView"
import { Gates } from "@callsheet/domain/plan/Plan"
import { withDatabase } from "@callsheet/stack/LocalDatabase"
import { createOrg } from "@callsheet/stack/NewOrg"
import * as Args from "@effect/cli/Args"
import * as Command from "@effect/cli/Command"
import * as Options from "@effect/cli/Options"
import { Effect, Option, Schema } from "effect"
import { confirmed, yes } from "../parser/Confirm.ts"
import { answering, asking, changing, common, field, keyed, local, orgArg, pausing, words } from "../parser/Leaf.ts"
import { pausedPlans } from "../parser/PausedPlans.ts"
import { orgOf } from "../parser/Resolve.ts"
import { quotaTable } from "./quota.ts"

/** Runs where the database is, because the first org has nobody yet who could be asked for it. */
const create = Command.make(
  "create",
  {
    name: Args.text({ name: "name" }).pipe(
      Args.withSchema(Schema.NonEmptyTrimmedString.pipe(Schema.maxLength(100))),
      Args.withDescription("What people call it.")
    ),
    timeZone: Options.text("timezone").pipe(
      Options.withDescription("IANA zone in which days and months of its quotas begin."),
      Options.withDefault(Intl.DateTimeFormat().resolvedOptions().timeZone)
    ),
    ...local
  },
  answering((input) =>
    Effect.gen(function*() {
      const output = yield* Output
      const org = yield* withDatabase(createOrg({ name: input.name, timeZone: input.timeZone }))
      yield* output.say("Keep the owner key: it is shown this once. Use it as CALLSHEET_API_KEY.")
      return answer(org, (look) => facts([["id", org.id], ["name", org.name], ["owner key", org.ownerKey]], look))
    })
  )
).pipe(
  Command.withDescription(
    "Creates an org and its owner key; run it where the database is. Example: callsheet org create \"Blue Studio\""
  )
)

const policyText = ({ policy }: OrgView): string =>
  policy.gates === "both" ? "both gates" : `merged gates (${policy.gatesOwner ?? "nobody"} answers for it)`

const rulesOf = ({ policy }: OrgView): ReadonlyArray<readonly [string, string]> => [
  ["banned words", policy.bannedWords.join(", ")],
  ["banned claims", policy.bannedClaims.join("; ")],
  ["required hashtags", policy.requiredHashtags.map((tag) => `#${tag}`).join(" ")],
  ["required disclosures", policy.requiredDisclosures.join("; ")]
]

const list = Command.make(
  "list",
  { ...common },
  asking(() =>
    Effect.gen(function*() {
      const client = yield* ApiClient
      const orgs = yield* client.org.list({})
      return answer(orgs, (look) =>
        table(orgs, [
          { name: "id", of: ({ id }) => id },
          { name: "name", of: ({ name }) => name, flexible: true },
          { name: "zone", of: ({ timeZone }) => timeZone },
          { name: "policy", of: policyText }
        ], look))
    })
  )
).pipe(Command.withDescription("Lists the orgs the key may see."))

const show = Command.make(
  "show",
  { org: orgArg, ...common },
  asking((input) =>
    Effect.gen(function*() {
      const client = yield* ApiClient
      const org = yield* client.org.show({ id: yield* orgOf(input.org) })
      return answer(org, (look) =>
        [
          facts([
            ["org", org.id],
            ["name", org.name],
            ["time zone", org.timeZone],
            ["policy", policyText(org)],
            ...rulesOf(org),
            ["created", look.terminal ? here(org.createdAt) : inZone(org.createdAt, org.timeZone)]
          ], look),
          ...(org.quotas.length === 0 ? [] : [quotaTable(org.quotas, look)])
        ].join("\n"))
    })
  )
).pipe(Command.withDescription("Shows an org, its policy and its quotas."))

const isGates = Schema.is(Gates)

/** Texts separated by semicolons, since a sentence may hold a comma. */
const sentences = (text: string): ReadonlyArray<string> =>
  text.split(";").map((part) => part.trim()).filter((part) => part !== "")

const assignment = (text: string): Effect.Effect<PolicyChange, WrongUse> => {
  const [name = "", ...rest] = text.split("=")
  const value = rest.join("=")
  if (name === "gates" && isGates(value)) return Effect.succeed({ gates: value })
  if (name === "banned-words") return Effect.succeed({ bannedWords: words(value) })
  if (name === "banned-claims") return Effect.succeed({ bannedClaims: sentences(value) })
  if (name === "required-hashtags") {
    return Effect.succeed({ requiredHashtags: words(value).map((word) => word.replace(/^#/, "")) })
  }
  if (name === "required-disclosures") return Effect.succeed({ requiredDisclosures: sentences(value) })
  return new WrongUse({
    what: `${text} sets nothing.`,
    next:
      "Possible: gates=both, gates=plan (with --owner NAME), banned-words=A,B, banned-claims=\"cures * pain;risk free\", required-hashtags=A,B, required-disclosures=\"Paid partnership.\". An empty list is banned-words="
  })
}

/** Ids begin with `org_`; everything else that stands there is an assignment, and the key says which org is meant. */
const setPolicy = Command.make(
  "set",
  {
    words: Args.text({ name: "org|name=value" }).pipe(
      Args.withDescription("The org and what to set, such as gates=plan."),
      Args.atLeast(1)
    ),
    owner: Options.text("owner").pipe(Options.withDescription("Who answers for merged gates."), Options.optional),
    ...changing
  },
  asking((input) =>
    Effect.gen(function*() {
      const client = yield* ApiClient
      const [first = ""] = input.words
      const named = !first.includes("=")
      const assignments = named ? input.words.slice(1) : input.words
      if (assignments.length === 0 && Option.isNone(input.owner)) {
        return yield* new WrongUse({
          what: "There is nothing to set.",
          next: "Example: callsheet org policy set ORG gates=both"
        })
      }
      const changes = yield* Effect.forEach(assignments, assignment)
      const id = yield* orgOf(named ? Option.some(yield* Schema.decode(OrgId)(first)) : Option.none())
      const owner = Option.isSome(input.owner) ? { gatesOwner: input.owner.value } : {}
      const org = yield* client.org.setPolicy({ id, change: Object.assign({}, ...changes, owner), ...keyed(input.key) })
      return answer(org, (look) => facts([["org", org.id], ["policy", policyText(org)], ...rulesOf(org)], look))
    })
  )
).pipe(
  Command.withDescription(
    "Sets rules of an org. Example: callsheet org policy set ORG gates=plan --owner \"Ada Lovelace\""
  )
)

const policy = Command.make("policy").pipe(
  Command.withDescription("The rules of an org."),
  Command.withSubcommands([setPolicy])
)

const pause = Command.make(
  "pause",
  { org: orgArg, ...pausing, ...changing },
  asking((input) =>
    Effect.gen(function*() {
      const client = yield* ApiClient
      const id = yield* orgOf(input.org)
      const paused = yield* client.org.pause({
        id,
        ...field("reason", input.reason),
        ...field("until", input.until),
        ...keyed(input.key)
      })
      return answer(paused, () => pausedText(`Posting of ${paused.name}`, paused.paused) ?? `${paused.name} posts.`)
    })
  )
).pipe(Command.withDescription("Pauses all posting of an org. Example: callsheet org pause --reason 'a wrong logo'"))

const resume = Command.make(
  "resume",
  { org: orgArg, yes, ...changing },
  asking((input) =>
    Effect.gen(function*() {
      const client = yield* ApiClient
      const id = yield* orgOf(input.org)
      yield* confirmed(`Let the org post again? ${yield* pausedPlans({ orgId: id })}`, input.yes)
      const resumed = yield* client.org.resume({ id, ...keyed(input.key) })
      return answer(resumed, () => `${resumed.name} posts again.`)
    })
  )
).pipe(Command.withDescription("Resumes the posting of an org; what missed its slot asks."))

export const org = Command.make("org").pipe(
  Command.withDescription("Orgs: each with its own members, keys, accounts, policy and quotas."),
  Command.withSubcommands([create, list, show, pause, resume, policy])
)
