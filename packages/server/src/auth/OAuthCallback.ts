import type { InvalidInput } from "@callsheet/domain/api/ApiError"
import type { Remedied } from "@callsheet/domain/Failure"
import { SANDBOX_BANNER } from "@callsheet/process/Mode"
import type * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import { Context, Effect } from "effect"
import type { ServerSettings } from "../Config.ts"
import { knocking } from "../door/Visit.ts"
import { escapeHtml, page } from "../http/Html.ts"
import { invalidRequest, statusOf } from "../http/HttpErrors.ts"

/** What TikTok's redirect brings back. Exactly one of `code` and `error` is there. */
export interface ReturnedFromTikTok {
  readonly state: string
  readonly code: string | null
  readonly scopes: ReadonlyArray<string>
  readonly error: string | null
}

/** Ends the connection that was begun under this state: whoever began it is found by the stored state, not by a session. */
export class FinishConnection extends Context.Tag("@callsheet/server/FinishConnection")<
  FinishConnection,
  (returned: ReturnedFromTikTok) => Effect.Effect<{ readonly name: string }, Remedied>
>() {}

const returnedIn = (url: string): Effect.Effect<ReturnedFromTikTok, InvalidInput> => {
  const query = new URL(url, "http://callback").searchParams
  const state = query.get("state") ?? ""
  const code = query.get("code")
  const error = query.get("error")
  if (state === "" || (code === null) === (error === null)) {
    return Effect.fail(invalidRequest("The address carries no answer of TikTok's authorize page."))
  }
  const scopes = (query.get("scopes") ?? "").split(",").filter((scope) => scope !== "")
  const said = error === null ? null : (query.get("error_description") ?? error).slice(0, 200)
  return Effect.succeed({ state, code, scopes, error: said })
}

/** `/oauth/tiktok/callback`: tells the person in front of the browser how it ended. */
export const oauthCallback = (
  finish: FinishConnection["Type"],
  { mode }: Pick<ServerSettings, "mode">,
  request: HttpServerRequest.HttpServerRequest
) => {
  const banner = mode === "sandbox" ? SANDBOX_BANNER : null
  return Effect.zipRight(knocking, returnedIn(request.url)).pipe(
    Effect.flatMap((returned): Effect.Effect<{ readonly name: string }, Remedied> => finish(returned)),
    Effect.map(({ name }) =>
      page({
        title: "Connected",
        banner,
        body: `<h1>Connected</h1><p>${escapeHtml(name)} is connected. You can close this window.</p>`
      })
    ),
    Effect.catchAll((error: Remedied) =>
      Effect.succeed(page({
        title: "Not connected",
        banner,
        status: statusOf(error._tag),
        body: `<h1>Not connected</h1><p>${escapeHtml(error.message)}</p><p>${escapeHtml(error.remedy)}</p>`
      }))
    )
  )
}
