import { expect, layer } from "@effect/vitest"
import { Effect, type Scope } from "effect"
import { connect, createServer } from "node:net"
import { callsheet, lines } from "./support/CommandLine.ts"
import { FakeServer, GOOD_KEY } from "./support/FakeServer.ts"

/** Stands between: the first connection that carries an item of a stream is cut right behind it. */
const cuttingOnce = (url: string): Effect.Effect<string, never, Scope.Scope> => {
  let isCut = false
  const proxy = createServer((client) => {
    const server = connect(Number(new URL(url).port), "127.0.0.1")
    client.pipe(server)
    server.on("data", (bytes) => {
      client.write(bytes, () => {
        if (isCut || !bytes.includes("\"Chunk\"")) return
        isCut = true
        client.destroy()
        server.destroy()
      })
    })
    server.on("end", () => client.end())
    // A cut connection breaks both ends; that is what this is for.
    for (const socket of [client, server]) socket.on("error", () => {})
  })
  return Effect.acquireRelease(
    Effect.async<string>((resume) => {
      proxy.listen(0, "127.0.0.1", () => {
        const address = proxy.address()
        resume(Effect.succeed(`http://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}`))
      })
    }),
    () => Effect.sync(() => proxy.close())
  )
}

layer(FakeServer.layer, { excludeTestServices: true })("the feed of events", (it) => {
  it.scoped("goes on after the last item when its connection breaks, and repeats none", () =>
    Effect.gen(function*() {
      const { asked, url } = yield* FakeServer
      const broken = yield* cuttingOnce(url)
      const ran = yield* callsheet(["events", "--follow", "--json"], {
        CALLSHEET_URL: broken,
        CALLSHEET_API_KEY: GOOD_KEY
      })
      expect(ran.exit).toBe(0)
      expect(lines(ran)).toMatchObject([{ position: "17" }, { position: "18" }])
      expect(asked.filter(({ call }) => call === "events.follow").map(({ payload }) => payload)).toMatchObject([
        {},
        { since: "17" }
      ])
    }))
})
