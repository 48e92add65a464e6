import { CannotDo } from "@callsheet/client/CliError"
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

/** Fails with the remedy when the server could not listen there. */
export const requireFree = (host: string, port: number): Effect.Effect<void, CannotDo> =>
  Effect.flatMap(tryPort(host, port), (tried) =>
    "port" in tried
      ? Effect.void
      : new CannotDo(
        tried.code === "EADDRINUSE"
          ? {
            what: `Port ${port} on ${host} is taken by another program.`,
            next: `Stop that program, or choose another port: CALLSHEET_PORT=${port + 10} callsheet up`
          }
          : {
            what: `Callsheet cannot listen on ${host}, port ${port}: ${tried.code}.`,
            next: "Choose an address of this machine and a port above 1023: CALLSHEET_HOST, CALLSHEET_PORT"
          }
      ))

/** The wished port where it is free, else any. */
export const freePort = (host: string, wished: number): Effect.Effect<number> =>
  Effect.flatMap(tryPort(host, wished), (tried) =>
    "port" in tried
      ? Effect.succeed(tried.port)
      : Effect.map(tryPort(host, 0), (any) => "port" in any ? any.port : wished))
