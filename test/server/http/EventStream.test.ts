import { assert, layer } from "@effect/vitest"
import { Effect } from "effect"
import { baseUrl, json, owner, send, testServer } from "./TestServer.ts"

/** Reads the stream until it has said `until`, then leaves. */
const listen = (path: string, headers: Readonly<Record<string, string>>, until: string) =>
  Effect.flatMap(baseUrl, (base) =>
    Effect.promise(async (signal) => {
      const leaving = new AbortController()
      const response = await fetch(`${base}${path}`, { headers, signal: AbortSignal.any([signal, leaving.signal]) })
      let text = ""
      const decoder = new TextDecoder()
      for await (const piece of response.body ?? []) {
        text += decoder.decode(piece, { stream: true })
        if (text.includes(until)) break
      }
      leaving.abort()
      return { type: response.headers.get("content-type"), text }
    }))

const ids = (text: string) => [...text.matchAll(/^id: (.+)$/gm)].map(([, id]) => id)

layer(testServer, { excludeTestServices: true })("Events as a stream", (it) => {
  it.effect("events come with their position as id and the event as JSON", () =>
    Effect.gen(function*() {
      const { text, type } = yield* listen("/api/v1/events/follow", owner, "id: 3")
      assert.include(type, "text/event-stream")
      assert.deepStrictEqual(ids(text), ["1", "2", "3"])
      const data = /^data: (.+)$/m.exec(text)?.[1] ?? ""
      assert.propertyVal(JSON.parse(data), "event", "PlanScheduled")
    }))

  it.effect("a reader that comes back goes on after the last event it saw", () =>
    Effect.gen(function*() {
      const { text } = yield* listen("/api/v1/events/follow?since=1", { ...owner, "last-event-id": "41" }, "id: 44")
      assert.deepStrictEqual(ids(text), ["42", "43", "44"])
    }))

  it.effect("a position in the address serves readers that cannot set headers", () =>
    Effect.gen(function*() {
      const { text } = yield* listen("/api/v1/events/follow?since=7", owner, "id: 10")
      assert.deepStrictEqual(ids(text), ["8", "9", "10"])
    }))

  it.effect("who may not read gets a status, not a stream", () =>
    Effect.gen(function*() {
      const answer = yield* send("/api/v1/events/follow")
      assert.strictEqual(answer.status, 401)
      assert.nestedPropertyVal(json(answer), "error.tag", "Unauthorized")
      assert.strictEqual((yield* send("/api/v1/events/follow?planId=nonsense", { headers: owner })).status, 422)
    }))
})
