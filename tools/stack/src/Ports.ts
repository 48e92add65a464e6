import { CannotDo } from "@callsheet/client/CliError"
import { addressOf } from "@callsheet/process/settings/Together"
import { Effect } from "effect"
import { createServer } from "node:net"

/** Listens for a moment: undefined when that works, else the system's reason. */
const tryPort = (host: string, port: number): Effect.Effect<{ readonly port: number } | { readonly code: string }> =>
  Effect.async((resume) => {
    const probe = createServer()
    probe.once("error", (error: NodeJS.ErrnoException) => resume(Effect.succeed({ code: error.code ?? error.message })))
    probe.listen({ host, port, exclusive: true }, () => {
      const address = probe.address()
      const taken = typeof address === "object" && address !== null ? address.port : port
      probe.close(() => resume(Effect.succeed({ port: taken })))
    })
  })

/** Whether a Callsheet server answers there. */
const isCallsheet = (host: string, port: number): Effect.Effect<boolean> =>
  Effect.tryPromise(async () => {
    const answer = await fetch(`${addressOf(host, port)}/health/live`, { signal: AbortSignal.timeout(2_000) })
    const body: unknown = await answer.json()
    return typeof body === "object" && body !== null && "instance" in body
  }).pipe(Effect.orElseSucceed(() => false))

/** Fails with the remedy when the server could not listen there. */
export const requireFree = (host: string, port: number): Effect.Effect<void, CannotDo> =>
  Effect.gen(function*() {
    const tried = yield* tryPort(host, port)
    if ("port" in tried) return
    if (tried.code !== "EADDRINUSE") {
      return yield* new CannotDo({
        what: `Callsheet cannot listen on ${host}, port ${port}: ${tried.code}.`,
        next: "Choose an address of this machine and a port above 1023: CALLSHEET_HOST, CALLSHEET_PORT"
      })
    }
    const owner = (yield* isCallsheet(host, port)) ? "another Callsheet" : "another program"
    return yield* new CannotDo({
      what: `Port ${port} on ${host} is taken by ${owner}.`,
      next: `Stop it, or choose another port: CALLSHEET_PORT=${port + 10} callsheet up`
    })
  })

/** The wished port where it is free, else any. */
export const freePort = (host: string, wished: number): Effect.Effect<number> =>
  Effect.flatMap(tryPort(host, wished), (tried) =>
    "port" in tried
      ? Effect.succeed(tried.port)
      : Effect.map(tryPort(host, 0), (any) => "port" in any ? any.port : wished))
