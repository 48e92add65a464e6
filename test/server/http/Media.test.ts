import { Vault } from "@callsheet/database/secrets/Vault"
import { makeMediaLinks } from "@callsheet/server/auth/MediaLinks"
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
    const state = JSON.stringify({ status: { _tag: "generated", made: { video: { sha256 } } } })
    yield* sql`
      INSERT INTO actor (id, kind, org_id, version, status, since, state)
      VALUES (${`ast_${sha256.slice(0, 26)}`}, 'asset', ${org}, 1, 'generated', 0, ${state}::jsonb)
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

  const signed = (path: string, millis = 60_000) =>
    Effect.map(Vault, (vault) => makeMediaLinks(vault).sign(path, Date.now() + millis))

  it.effect("a signed link plays without a key, in parts, and is kept by nobody", () =>
    Effect.gen(function*() {
      const link = yield* signed(yield* stored("0123456789", orgId))
      const whole = yield* send(link)
      assert.strictEqual(whole.status, 200)
      assert.strictEqual(whole.text, "0123456789")
      assert.strictEqual(whole.headers.get("content-type"), "video/mp4")
      assert.strictEqual(whole.headers.get("cache-control"), "private, no-store")
      const part = yield* send(link, { headers: { range: "bytes=0-1" } })
      assert.strictEqual(part.status, 206)
      assert.strictEqual(part.headers.get("content-range"), "bytes 0-1/10")
      assert.strictEqual((yield* send(link, { method: "HEAD" })).status, 200)
    }))

  it.effect("a link that is over, changed, or for another file opens nothing, with a key or without", () =>
    Effect.gen(function*() {
      const path = yield* stored("0123456789", orgId)
      const other = yield* stored("another video", orgId)
      const link = yield* signed(path)
      const spent = yield* signed(path, -1_000)
      const later = link.replace(/until=(\d+)/, (_, until) => `until=${Number(until) + 3_600}`)
      const query = link.slice(link.indexOf("?"))
      const wrong = [spent, later, `${other}${query}`, `${path}?until=9999999999`, `${path}?sign=`, `${link}A`]
      for (const address of wrong) {
        for (const headers of [{}, owner]) {
          const answer = yield* send(address, { headers })
          assert.strictEqual(answer.status, 403, address)
          assert.nestedPropertyVal(json(answer), "error.tag", "Refused")
        }
      }
    }))

  it.effect("a link for a file that is gone says so, and no link leads out of the folder", () =>
    Effect.gen(function*() {
      for (const path of [`/media/${"1".repeat(64)}.mp4`, "/media/master.key", "/media/..%2Fmaster.key"]) {
        assert.strictEqual((yield* send(yield* signed(path))).status, 404, path)
      }
    }))
})
