import type { AccountView } from "@callsheet/domain/account/AccountView"
import * as Command from "@effect/cli/Command"
import * as Options from "@effect/cli/Options"
import { Effect } from "effect"
import { ApiClient } from "../Client.ts"
import { CannotDo } from "../CliError.ts"
import { accountArg, asking, changing, common, field, keyed, orgOption } from "../Leaf.ts"
import { openInBrowser } from "../OpenInBrowser.ts"
import { answer, Output } from "../Output.ts"
import { accountOf, orgOf } from "../Resolve.ts"
import { accountFacts, accountTable } from "../Views.ts"

/** How long the person in the browser has; the server forgets the request after that too. */
const PATIENCE = "15 minutes"

const again = (orgId: string) => `Start again: callsheet account connect --org ${orgId}`

/** Ends with the account when the callback has come. A look once a second: a person's click is what is waited for. */
export const awaitConnection = (state: string, orgId: string) =>
  Effect.gen(function*() {
    const client = yield* ApiClient
    const look = client.account.connection({ state })
    const { account, failure } = yield* look.pipe(
      Effect.delay("1 second"),
      Effect.repeat({ until: ({ ended }) => ended }),
      Effect.timeoutFail({
        duration: PATIENCE,
        onTimeout: () =>
          new CannotDo({
            what: "The consent has expired: nobody granted access within 15 minutes.",
            next: again(orgId)
          })
      })
    )
    if (account !== null) return account
    return yield* new CannotDo({
      what: failure === null ? "The account was not connected." : failure.message,
      next: failure === null ? again(orgId) : failure.remedy
    })
  })

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
