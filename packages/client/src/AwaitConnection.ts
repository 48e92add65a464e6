import { Effect } from "effect"
import { ApiClient } from "./Client.ts"
import { CannotDo } from "./CliError.ts"
import { remedyWords } from "./terminal/ActionWords.ts"

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
      next: failure === null ? again(orgId) : remedyWords(failure)
    })
  })
