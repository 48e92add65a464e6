import { awaitDatabase, placeOf } from "@callsheet/database/Database"
import { assert, it } from "@effect/vitest"
import { Effect, Fiber, Redacted } from "effect"
import { connect, createServer } from "node:net"
import { serverUrl } from "../support/Postgres.ts"

const withUrl = (change: (url: URL) => void): Redacted.Redacted<string> => {
  const url = new URL(serverUrl())
  change(url)
  return Redacted.make(url.href)
}

/** A port nobody listens on. */
const closedPort = Effect.async<number>((resume) => {
  const probe = createServer()
  probe.listen(0, "127.0.0.1", () => {
    const address = probe.address()
    probe.close(() => resume(Effect.succeed(typeof address === "object" && address !== null ? address.port : 0)))
  })
})

it.live("an unreachable database ends in one error that names the place and the remedy, never the password", () =>
  Effect.gen(function*() {
    const port = yield* closedPort
    const url = Redacted.make(`postgresql://someone:hunter2@127.0.0.1:${port}/callsheet`)
    const error = yield* Effect.flip(awaitDatabase(url, "300 millis"))
    assert.include(error.message, `127.0.0.1:${port}/callsheet`)
    assert.include(error.remedy, "DATABASE_URL")
    assert.strictEqual(error.retry._tag, "backoff")
    assert.notInclude(JSON.stringify(error) + error.message, "hunter2")
  }))

it.live("a wrong password, a missing database and a broken address fail at once", () =>
  Effect.gen(function*() {
    const urls = [
      withUrl((url) => {
        url.password = "wrong"
      }),
      withUrl((url) => {
        url.pathname = "/no_such_database"
      }),
      Redacted.make("not an address")
    ]
    for (const url of urls) {
      const error = yield* Effect.flip(awaitDatabase(url, "1 hour"))
      assert.isFalse(error.waitable)
      assert.strictEqual(error.retry._tag, "never")
    }
    assert.strictEqual(placeOf(urls[2] ?? urls[0]!), "an address that is not a URL")
  }))

it.scopedLive("Q4: a start waits for a database that comes up later", () =>
  Effect.gen(function*() {
    const port = yield* closedPort
    const real = new URL(serverUrl())
    const waiting = yield* Effect.fork(awaitDatabase(
      withUrl((url) => {
        url.port = String(port)
      }),
      "30 seconds"
    ))
    yield* Effect.sleep("300 millis")
    yield* Effect.acquireRelease(
      Effect.async<ReturnType<typeof createServer>>((resume) => {
        const door = createServer((socket) => {
          const inner = connect(Number(real.port), "127.0.0.1")
          socket.on("error", () => inner.destroy()).pipe(inner).on("error", () => socket.destroy()).pipe(socket)
        })
        door.listen(port, "127.0.0.1", () => resume(Effect.succeed(door)))
      }),
      (door) => Effect.async<void>((resume) => void door.close(() => resume(Effect.void)))
    )
    yield* Fiber.join(waiting)
  }))
