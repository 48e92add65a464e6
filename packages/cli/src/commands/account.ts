import { awaitConnection } from "@callsheet/client/AwaitConnection"
import { ApiClient } from "@callsheet/client/Client"
import { answer, Output } from "@callsheet/client/terminal/Output"
import { accountFacts, accountTable } from "@callsheet/client/terminal/Views"
import type { AccountView } from "@callsheet/domain/account/AccountView"
import * as Command from "@effect/cli/Command"
import * as Options from "@effect/cli/Options"
import { Effect } from "effect"
import { openInBrowser } from "../OpenInBrowser.ts"
import { accountArg, asking, changing, common, field, keyed, orgOption } from "../parser/Leaf.ts"
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

const change = <Name extends "refresh" | "disconnect">(name: Name, about: string) =>
  Command.make(
    name,
    { account: accountArg, ...changing },
    asking((input) =>
      Effect.gen(function*() {
        const client = yield* ApiClient
        const account = yield* client.account[name]({ id: yield* accountOf(input.account), ...keyed(input.key) })
        return answer(account, (look) => accountTable([account], look))
      })
    )
  ).pipe(Command.withDescription(about))

export const account = Command.make("account").pipe(
  Command.withDescription("TikTok accounts."),
  Command.withSubcommands([
    connect,
    list,
    show,
    change("refresh", "Renews an account's access token now."),
    change("disconnect", "Disconnects an account; its plans wait for a person then.")
  ])
)
