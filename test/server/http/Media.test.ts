import { ServerConfig } from "@callsheet/server/Config"
import * as SqlClient from "@effect/sql/SqlClient"
import { assert, layer } from "@effect/vitest"
import { Effect } from "effect"
import { createHash } from "node:crypto"
import { mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { json, orgId, owner, send, testServer } from "./TestServer.ts"

/** A file in the local media folder, and an asset of this org that has it somewhere in its state. */
const stored = (content: string, org: string) =>
  Effect.gen(function*() {
    const { dataDir } = yield* ServerConfig
    const sql = yield* SqlClient.SqlClient
    const sha256 = createHash("sha256").update(content).digest("hex")
    const folder = join(dataDir, "media", sha256.slice(0, 2))
    yield* Effect.sync(() => {
      mkdirSync(folder, { recursive: true })
      writeFileSync(join(folder, `${sha256}.mp4`), content)
    })
    const state = JSON.stringify({ status: { _tag: "published", made: { video: { sha256 } } } })
    yield* sql`
      INSERT INTO actor (id, kind, org_id, version, status, since, state)
      VALUES (${`ast_${sha256.slice(0, 26)}`}, 'asset', ${org}, 1, 'published', 0, ${state}::jsonb)
      ON CONFLICT DO NOTHING`
    return `/media/${sha256}.mp4`
  })

layer(testServer, { excludeTestServices: true })("Videos over HTTP", (it) => {
  it.effect("the org that owns it gets the whole file", () =>
    Effect.gen(function*() {
      const path = yield* stored("0123456789", orgId)
      const answer = yield* send(path, { headers: owner })
      assert.strictEqual(answer.status, 200)
      assert.strictEqual(answer.text, "0123456789")
      assert.strictEqual(answer.headers.get("content-type"), "video/mp4")
      const again = yield* send(path, { headers: { ...owner, "if-none-match": answer.headers.get("etag") ?? "" } })
      assert.strictEqual(again.status, 304)
    }))

  for (
    const [range, part, where] of [
      ["bytes=2-4", "cde", "bytes 2-4/10"],
      ["bytes=7-", "hij", "bytes 7-9/10"],
      ["bytes=-4", "ghij", "bytes 6-9/10"],
      ["bytes=8-99", "ij", "bytes 8-9/10"]
    ] as const
  ) {
    it.effect(`a player that asks for ${range} gets that part`, () =>
      Effect.gen(function*() {
        const answer = yield* send(yield* stored("abcdefghij", orgId), { headers: { ...owner, range } })
        assert.strictEqual(answer.status, 206)
        assert.strictEqual(answer.text, part)
        assert.strictEqual(answer.headers.get("content-range"), where)
      }))
  }

  it.effect("a range beyond the end is refused with the true size", () =>
    Effect.gen(function*() {
      const answer = yield* send(yield* stored("short", orgId), { headers: { ...owner, range: "bytes=5-" } })
      assert.strictEqual(answer.status, 416)
      assert.strictEqual(answer.headers.get("content-range"), "bytes */5")
    }))

  it.effect("for other orgs, unknown hashes and paths the file does not exist; without a key nothing is told", () =>
    Effect.gen(function*() {
      const foreign = yield* stored("of another org", `org_${"1".repeat(26)}`)
      const none = `/media/${"0".repeat(64)}.mp4`
      for (const path of [foreign, none, "/media/..%2F..%2Fmaster.key", "/media/master.key"]) {
        const answer = yield* send(path, { headers: owner })
        assert.strictEqual(answer.status, 404, path)
        assert.nestedPropertyVal(json(answer), "error.tag", "NotFound")
      }
      assert.strictEqual((yield* send(foreign)).status, 401)
    }))
})
