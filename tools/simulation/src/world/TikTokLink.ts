import { requestOf } from "@callsheet/sandbox/InProcess"
import type { WireOutcome } from "@callsheet/sandbox/Sandbox"
import * as HttpClient from "@effect/platform/HttpClient"
import { RequestError } from "@effect/platform/HttpClientError"
import type { HttpClientRequest } from "@effect/platform/HttpClientRequest"
import * as HttpClientResponse from "@effect/platform/HttpClientResponse"
import { Effect } from "effect"
import { watchTikTok } from "../checks/Watch.ts"
import type { Process } from "./Process.ts"
import type { World } from "./World.ts"

/** The body is already here: it is read without a promise, which the simulated event loop would not wait for. */
const responseOf = (request: HttpClientRequest, outcome: Exclude<WireOutcome, { _tag: "Cut" }>) => {
  const { answer } = outcome
  const body = outcome._tag === "Truncated" ? answer.body.slice(0, Math.floor(answer.body.length / 2)) : answer.body
  const response = HttpClientResponse.fromWeb(
    request,
    new Response(null, { status: answer.status, headers: { ...answer.headers } })
  )
  return Object.defineProperty(response, "text", { value: Effect.succeed(body) })
}

/** How a process reaches TikTok: the real wire client's HTTP, the sandbox at the other end, the weather in between. */
export const tikTokLink = (world: World, process: Process): HttpClient.HttpClient =>
  HttpClient.make((request, url) =>
    Effect.async((resume) => {
      const { chance, sandbox, time, trace, weather } = world
      const what = `TikTok ${request.method} ${url.pathname}`
      if (world.dies(process, `before: ${what}`)) return
      const cut = Effect.fail(
        new RequestError({ request, reason: "Transport", description: "The connection was cut." })
      )
      const lost = chance.hit(weather.wireLost) ? chance.pick(["request", "answer", "answer"]) : null
      const back = chance.int(5, 60)
      world.underWay += 1
      // Half the lost calls break off at once, the others are never heard of again.
      const silence = chance.hit(0.5)
      time.after(chance.int(10, 250), () => {
        world.underWay -= 1
        if (lost === "request") {
          trace.note(process.name, what, "never arrived")
          if (!silence) time.after(back, () => resume(cut))
          return
        }
        const wire = requestOf(request, url)
        const fault = sandbox.meet(wire, time.now)
        const wait = fault?.kind === "delay" ? fault.delayMillis ?? 1_000 : 0
        time.after(fault?.after === true ? 0 : wait, () => {
          const outcome = sandbox.answer(wire, time.now, fault)
          watchTikTok(world)
          const said = outcome._tag === "Cut" ? "cut" : `${outcome.answer.status}`
          const words = lost === "answer" ? "answered, and the answer was lost" : fault?.kind
          trace.note(process.name, `${what} ${said}`, words ?? null)
          if (world.dies(process, `after: ${what}`)) return
          time.after(back + (fault?.after === true ? wait : 0), () => {
            if (lost === "answer" && silence) return
            resume(lost === "answer" || outcome._tag === "Cut" ? cut : Effect.succeed(responseOf(request, outcome)))
          })
        })
      })
    })
  )
