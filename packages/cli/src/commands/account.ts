import { awaitConnection } from "@callsheet/client/AwaitConnection"
import { ApiClient } from "@callsheet/client/Client"
import { answer, Output } from "@callsheet/client/terminal/Output"
import { accountFacts, accountTable } from "@callsheet/client/terminal/Views"
import type { AccountView } from "@callsheet/domain/account/AccountView"
import * as Command from "@effect/cli/Command"
import * as Options from "@effect/cli/Options"
import { Effect, Option, Schedule } from "effect"
import { openInBrowser } from "../OpenInBrowser.ts"
import { confirmed, yes } from "../parser/Confirm.ts"
import { accountArg, asking, changing, common, field, keyed, orgOption, pausing } from "../parser/Leaf.ts"
import { pausedPlans } from "../parser/PausedPlans.ts"
import { accountOf, orgOf } from "../parser/Resolve.ts"

const connect = Command.make(
  "connect",
  {
    org: orgOption,
    noBrowser: Options.boolean("no-browser").pipe(Options.withDescription("Only print the address.")),
    ...common
  },
  asking((input) =>
    Effect.gen(function*() {
      const output = yield* Output
      const client = yield* ApiClient
      const orgId = yield* orgOf(input.org)
      const started = yield* client.account.connect({ orgId })
      yield* output.print(answer(started, () => started.authorizeUrl))
      if (!input.noBrowser) yield* openInBrowser(started.authorizeUrl)
      yield* output.say("Open this address, grant access, and come back; waiting …")
      const account: AccountView = yield* awaitConnection(started.state, orgId)
      yield* output.say(`Connected @${account.username}.`)
      return answer(account, (look) => accountTable([account], look))
    })
  )
).pipe(
  Command.withDescription("Connects a TikTok account: prints the address where its owner grants access, and waits.")
)

const list = Command.make(
  "list",
  { org: orgOption, ...common },
  asking((input) =>
    Effect.gen(function*() {
      const client = yield* ApiClient
      const accounts = yield* client.account.list(field("orgId", input.org))
      return answer(accounts, (look) => accountTable(accounts, look))
    })
  )
).pipe(Command.withDescription("Lists the connected accounts."))

const show = Command.make(
  "show",
  { account: accountArg, ...common },
  asking((input) =>
    Effect.gen(function*() {
      const client = yield* ApiClient
      const account = yield* client.account.show({ id: yield* accountOf(input.account) })
      return answer(account, (look) => accountFacts(account, look))
    })
  )
).pipe(Command.withDescription("Shows an account, its token life and its rate windows."))

const RENEWAL_PATIENCE = "20 seconds"

const refresh = Command.make(
  "refresh",
  { account: accountArg, ...changing },
  asking((input) =>
    Effect.gen(function*() {
      const client = yield* ApiClient
      const output = yield* Output
      const id = yield* accountOf(input.account)
      const before = yield* client.account.show({ id })
      yield* client.account.refresh({ id, ...keyed(input.key) })
      // A worker renews it; what is printed is the new token's life.
      const renewed = yield* client.account.show({ id }).pipe(
        Effect.filterOrFail(({ accessExpiresAt }) => accessExpiresAt !== before.accessExpiresAt, () =>
          "not yet" as const),
        Effect.retry({
          while: (error) =>
            error === "not yet",
          schedule: Schedule.spaced("200 millis")
        }),
        Effect.timeoutOption(RENEWAL_PATIENCE),
        Effect.catchIf((error) => error === "not yet", () => Effect.succeedNone)
      )
      if (Option.isNone(renewed)) {
        yield* output.say(`It is asked for, and not done after ${RENEWAL_PATIENCE}: callsheet account show ${id}`)
      }
      const account = Option.getOrElse(renewed, () => before)
      return answer(account, (look) => accountTable([account], look))
    })
  )
).pipe(Command.withDescription("Renews an account's access token now, and shows how long the new one lives."))

const disconnect = Command.make(
  "disconnect",
  { account: accountArg, yes, ...changing },
  asking((input) =>
    Effect.gen(function*() {
      const client = yield* ApiClient
      const id = yield* accountOf(input.account)
      yield* confirmed(`Disconnect ${input.account}? Its plans then wait for a person.`, input.yes)
      const account = yield* client.account.disconnect({ id, ...keyed(input.key) })
      return answer(account, (look) => accountTable([account], look))
    })
  )
).pipe(Command.withDescription("Disconnects an account; its plans wait for a person then."))

const pause = Command.make(
  "pause",
  { account: accountArg, ...pausing, ...changing },
  asking((input) =>
    Effect.gen(function*() {
      const client = yield* ApiClient
      const id = yield* accountOf(input.account)
      const paused = yield* client.account.pause({
        id,
        ...field("reason", input.reason),
        ...field("until", input.until),
        ...keyed(input.key)
      })
      return answer(paused, (look) => accountTable([paused], look))
    })
  )
).pipe(
  Command.withDescription(
    "Pauses all posting of an account. Example: callsheet account pause @studio --reason 'holiday'"
  )
)

const resume = Command.make(
  "resume",
  { account: accountArg, yes, ...changing },
  asking((input) =>
    Effect.gen(function*() {
      const client = yield* ApiClient
      const id = yield* accountOf(input.account)
      yield* confirmed(`Let ${input.account} post again? ${yield* pausedPlans({ accountId: id })}`, input.yes)
      const resumed = yield* client.account.resume({ id, ...keyed(input.key) })
      return answer(resumed, (look) => accountTable([resumed], look))
    })
  )
).pipe(Command.withDescription("Resumes the posting of an account; what missed its slot asks."))

export const account = Command.make("account").pipe(
  Command.withDescription("TikTok accounts."),
  Command.withSubcommands([
    connect,
    list,
    show,
    refresh,
    pause,
    resume,
    disconnect
  ])
)
