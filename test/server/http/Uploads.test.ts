import { LibraryIndex } from "@callsheet/database/library/LibraryIndex"
import { Vault } from "@callsheet/database/secrets/Vault"
import { MediaId, UploadId } from "@callsheet/domain/Ids"
import { MediaLibrary } from "@callsheet/library/MediaLibrary"
import { makeMediaLinks } from "@callsheet/server/auth/MediaLinks"
import { assert, layer } from "@effect/vitest"
import { Effect } from "effect"
import { createHash } from "node:crypto"
import { json, orgId, owner, send, testServer, viewer } from "./TestServer.ts"

const bytes = new Uint8Array(Buffer.from("0123456789"))
const sha256 = createHash("sha256").update(bytes).digest("hex") as never

const opened = (digit: string) =>
  Effect.gen(function*() {
    const index = yield* LibraryIndex
    const id = UploadId.make(`upl_${digit.repeat(26)}`)
    const expiresAt = Date.now() + 60_000
    const upload = {
      id,
      orgId,
      name: "a",
      bytes: bytes.length,
      sha256: null,
      logo: false,
      words: {},
      by: "t",
      expiresAt
    }
    yield* index.open(upload, 20)
    return id
  })

const put = (id: string, body: Uint8Array, range: string | null, headers: Readonly<Record<string, string>> = owner) =>
  send(`/media/upload/${id}`, {
    method: "PUT",
    headers: { ...headers, ...(range === null ? {} : { "content-range": range }) },
    body: body as never
  })

layer(testServer, { excludeTestServices: true })("Uploads over HTTP", (it) => {
  it.effect("take pieces in order, say where they stand, and refuse what does not fit", () =>
    Effect.gen(function*() {
      const id = yield* opened("1")
      const first = yield* put(id, bytes.subarray(0, 4), "bytes 0-3/10")
      assert.deepStrictEqual([first.status, json(first)], [200, { id, offset: 4, bytes: 10 }])
      const twice = yield* put(id, bytes.subarray(0, 4), "bytes 0-3/10")
      assert.strictEqual(twice.status, 409)
      assert.nestedPropertyVal(json(twice), "error.tag", "MediaRefused")
      assert.nestedPropertyVal(json(twice), "error.offset", 4)
      for (const range of ["bytes 4-9/11", "bytes 4-8/10", "4-9/10", "bytes 9-4/10", "bytes 5-10/10"]) {
        assert.include([409, 422], (yield* put(id, bytes.subarray(4), range)).status, range)
      }
      assert.strictEqual((yield* put(id, bytes.subarray(4), "bytes 4-9/10")).status, 200)
    }))

  it.effect("need a key of the org, and no piece is larger than a piece", () =>
    Effect.gen(function*() {
      const id = yield* opened("2")
      assert.strictEqual((yield* put(id, bytes, null, {})).status, 401)
      assert.strictEqual((yield* put(id, bytes, null, viewer)).status, 403)
      assert.strictEqual((yield* put(id, new Uint8Array(8 * 2 ** 20 + 1), null)).status, 413)
      assert.strictEqual((yield* put(id, bytes, null)).status, 200)
    }))

  it.effect("files of the library open by key for their org and by a signed link, and not otherwise", () =>
    Effect.gen(function*() {
      const index = yield* LibraryIndex
      const library = yield* MediaLibrary
      const links = makeMediaLinks(yield* Vault)
      const id = yield* opened("3")
      yield* library.write(id, 0, bytes)
      const row = { id: MediaId.make(`med_${"3".repeat(26)}`), orgId, sha256, kind: "audio", form: "mp3" } as const
      const more = { bytes: 10, width: null, height: null, durationMillis: 1, name: "a", tags: [], words: "" }
      yield* index.take(
        id,
        { ...row, ...more, licence: null, author: null, source: null, by: "t" },
        library.keep(id, row)
      )
      const path = `/media/library/${orgId}/${sha256}.mp3`
      const answer = yield* send(path, { headers: owner })
      assert.deepStrictEqual([answer.status, answer.text], [200, "0123456789"])
      assert.strictEqual(answer.headers.get("content-type"), "audio/mpeg")
      assert.strictEqual((yield* send(path)).status, 401)
      const foreign = path.replace(orgId, `org_${"1".repeat(26)}`)
      assert.strictEqual((yield* send(foreign, { headers: owner })).status, 404)
      const signed = yield* send(links.sign(path, Date.now() + 60_000), { headers: { range: "bytes=2-3" } })
      assert.deepStrictEqual([signed.status, signed.text], [206, "23"])
      assert.strictEqual((yield* send(`${path}?until=9999999999&sign=AAAA`)).status, 403)
    }))
})
