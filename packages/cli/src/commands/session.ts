import { ApiClient } from "@callsheet/client/Client"
import { answer } from "@callsheet/client/terminal/Output"
import { facts, here, table, type TerminalLook } from "@callsheet/client/terminal/Render"
import type { SessionView } from "@callsheet/domain/api/calls/session"
import { SessionId } from "@callsheet/domain/Ids"
import * as Args from "@effect/cli/Args"
import * as Command from "@effect/cli/Command"
import * as Options from "@effect/cli/Options"
import { Effect, Option } from "effect"
import { openInBrowser } from "../OpenInBrowser.ts"
import { asking, common } from "../parser/Leaf.ts"
import { planOf } from "../parser/Resolve.ts"

const when = (iso: string, look: TerminalLook): string => (look.terminal ? here(iso) : iso)

const sessionTable = (sessions: ReadonlyArray<SessionView>, look: TerminalLook): string =>
  table(sessions, [
    { name: "id", of: ({ id }) => id },
    { name: "key", of: ({ name }) => name, flexible: true },
    { name: "role", of: ({ role }) => role },
    { name: "browser", of: ({ browser }) => browser.slice(0, 60), flexible: true },
    { name: "last used", of: ({ lastUsedAt }) => when(lastUsedAt, look) },
    { name: "ends", of: ({ endedAt, expiresAt }) => when(endedAt ?? expiresAt, look) }
  ], look)

const list = Command.make(
  "list",
  { ...common },
  asking(() =>
    Effect.gen(function*() {
      const client = yield* ApiClient
      const sessions = yield* client.session.list({})
      return answer(sessions, (look) => sessionTable(sessions, look))
    })
  )
).pipe(Command.withDescription("Lists the browsers that are signed in: an owner's org, or your own key's."))

const end = Command.make(
  "end",
  { session: Args.text({ name: "session" }).pipe(Args.withSchema(SessionId)), ...common },
  asking((input) =>
    Effect.gen(function*() {
      const client = yield* ApiClient
      const session = yield* client.session.end({ id: input.session })
      return answer(session, (look) => sessionTable([session], look))
    })
  )
).pipe(Command.withDescription("Signs a browser out at once."))

export const session = Command.make("session").pipe(
  Command.withDescription("Browsers that are signed in to the panel."),
  Command.withSubcommands([list, end])
)

export const open = Command.make(
  "open",
  {
    id: Args.text({ name: "id" }).pipe(Args.withDescription("Id of a plan to open at."), Args.optional),
    noBrowser: Options.boolean("no-browser").pipe(Options.withDescription("Print the address and open nothing.")),
    ...common
  },
  asking((input) =>
    Effect.gen(function*() {
      const client = yield* ApiClient
      const to = Option.isNone(input.id) ? {} : { to: `/plans/${yield* planOf(input.id.value)}` }
      const link = yield* client.session.link(to)
      if (!input.noBrowser && !input.json) yield* openInBrowser(link.url)
      return answer(link, (look) => facts([["panel", link.url], ["works until", when(link.expiresAt, look)]], look))
    })
  )
).pipe(
  Command.withDescription(
    "Opens the panel, signed in with your key. The printed address works once. Example: callsheet open"
  )
)
