import { Consents, type ReturnedFromTikTok } from "@callsheet/server/auth/Consents"
import * as HttpClient from "@effect/platform/HttpClient"
import { Effect } from "effect"
import { sandboxControl } from "./ApiStage.ts"

/** The cookie of the browser in front of which all tests sit. */
export const BROWSER = "b".repeat(43)

/** From our page to the stand-in's consent page: what the browser brings back after the person agreed there. */
export const consentTo = (state: string, creator = "sunny.kitchen") =>
  Effect.gen(function*() {
    const client = yield* HttpClient.HttpClient
    const consents = yield* Consents
    if (creator !== "sunny.kitchen") yield* sandboxControl.addCreator({ username: creator })
    const page = new URL(yield* consents.begin(state, BROWSER))
    page.searchParams.set("creator", creator)
    const answer = yield* client.get(page)
    const back = new URL(answer.headers["location"] ?? "http://nowhere").searchParams
    return {
      state: back.get("state") ?? "",
      code: back.get("code"),
      scopes: (back.get("scopes") ?? "").split(","),
      error: back.get("error")
    }
  })

/** The same browser comes back with it. */
export const comeBack = (returned: ReturnedFromTikTok) =>
  Effect.flatMap(Consents, ({ finish }) => finish(returned, BROWSER))
