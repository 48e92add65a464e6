import { Effect, type Scope } from "effect"
import { connect, createServer, type Socket } from "node:net"

/** A wire between two programs that can be cut. */
export interface Proxy {
  readonly port: number
  /** Cuts those open connections (numbered by age) that are chosen; both ends see the other vanish. How many were cut. */
  readonly cut: (chosen: (index: number) => boolean) => number
  /** While true every byte is taken and none is passed on; both ends see an open connection and hear nothing. */
  readonly swallow: (swallowing: boolean) => void
  /** While true nobody gets through, and anyone who was through is cut off. */
  readonly refuse: (refusing: boolean) => void
}

/** Listens on a free port of this machine and passes everything on to `target`, which is asked again for each connection. */
export const startProxy = (target: () => number): Effect.Effect<Proxy, never, Scope.Scope> =>
  Effect.map(
    Effect.acquireRelease(
      Effect.async<{ readonly proxy: Proxy; readonly close: () => void }>((resume) => {
        const open = new Set<readonly [Socket, Socket]>()
        let refusing = false
        let swallowing = false
        const server = createServer((near) => {
          if (refusing) return near.resetAndDestroy()
          const far = connect({ host: "127.0.0.1", port: target() })
          const pair = [near, far] as const
          open.add(pair)
          const end = () => {
            open.delete(pair)
            near.destroy()
            far.destroy()
          }
          for (const socket of pair) {
            socket.setNoDelay(true)
            // What goes wrong on one side is told to the other by closing it.
            socket.on("error", end)
            socket.on("close", end)
          }
          near.on("data", (bytes) => swallowing || far.write(bytes))
          far.on("data", (bytes) => swallowing || near.write(bytes))
        })
        const cut = (chosen: (index: number) => boolean): number => {
          const struck = [...open].filter((_, index) => chosen(index))
          for (const [near, far] of struck) {
            near.resetAndDestroy()
            far.resetAndDestroy()
          }
          return struck.length
        }
        server.listen(0, "127.0.0.1", () => {
          const address = server.address()
          const proxy: Proxy = {
            port: typeof address === "object" && address !== null ? address.port : 0,
            cut,
            swallow: (now) => {
              swallowing = now
            },
            refuse: (now) => {
              refusing = now
              if (now) cut(() => true)
            }
          }
          const close = () => {
            server.close()
            cut(() => true)
          }
          resume(Effect.succeed({ proxy, close }))
        })
      }),
      ({ close }) => Effect.sync(close)
    ),
    ({ proxy }) => proxy
  )
