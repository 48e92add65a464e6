import { Actors } from "@callsheet/actors/Actors"
import { LibraryIndex } from "@callsheet/database/library/LibraryIndex"
import type { MediaRefused } from "@callsheet/domain/library/LibraryMedia"
import { MediaLibrary } from "@callsheet/library/MediaLibrary"
import { Uploads } from "@callsheet/server/library/Uploads"
import { asset } from "@callsheet/studio/Assets"
import { assert, layer } from "@effect/vitest"
import { createCanvas } from "@napi-rs/canvas"
import { Effect, Exit, Stream } from "effect"
import { createHash, randomBytes } from "node:crypto"
import { readFileSync } from "node:fs"
import { deflateSync } from "node:zlib"
import { asking } from "../support/ActorHarness.ts"
import { apiClient, ApiStage, newAccount, newOrg } from "../support/ApiStage.ts"
import { notesAbout } from "../support/Fixtures.ts"

const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex") as never

/** A picture of its own colour: no two are the same file. */
const picture = (width = 300, height = 200, form: "image/png" | "image/jpeg" = "image/png"): Uint8Array => {
  const canvas = createCanvas(width, height)
  const context = canvas.getContext("2d")
  context.fillStyle = `#${randomBytes(3).toString("hex")}`
  context.fillRect(0, 0, width, height)
  for (let i = 0; i < 40; i++) context.fillRect(i * 7, i * 5, 3, i)
  return new Uint8Array(form === "image/png" ? canvas.toBuffer("image/png") : canvas.toBuffer("image/jpeg"))
}

/** Half a second of a tone. */
const sound = (): Uint8Array => {
  const samples = 12_000
  const bytes = Buffer.alloc(44 + samples * 2)
  bytes.write("RIFF", 0)
  bytes.writeUInt32LE(36 + samples * 2, 4)
  bytes.write("WAVEfmt ", 8)
  bytes.writeUInt32LE(16, 16)
  bytes.writeUInt16LE(1, 20)
  bytes.writeUInt16LE(1, 22)
  bytes.writeUInt32LE(24_000, 24)
  bytes.writeUInt32LE(48_000, 28)
  bytes.writeUInt16LE(2, 32)
  bytes.writeUInt16LE(16, 34)
  bytes.write("data", 36)
  bytes.writeUInt32LE(samples * 2, 40)
  for (let i = 0; i < samples; i++) bytes.writeInt16LE(Math.round(8_000 * Math.sin(i / 9)), 44 + i * 2)
  return bytes
}

const crcTable = Array.from({ length: 256 }, (_, n) => {
  let c = n
  for (let k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1
  return c >>> 0
})
const chunk = (type: string, data: Buffer): Buffer => {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data])
  let crc = 0xffffffff
  for (const byte of body) crc = (crcTable[(crc ^ byte) & 255] ?? 0) ^ (crc >>> 8)
  const out = Buffer.alloc(8 + body.length)
  out.writeUInt32BE(data.length, 0)
  body.copy(out, 4)
  out.writeUInt32BE((crc ^ 0xffffffff) >>> 0, 4 + body.length)
  return out
}
/** Few bytes that say they are a picture of 900 million pixels. */
const bomb = (): Uint8Array => {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(30_000, 0)
  header.writeUInt32BE(30_000, 4)
  header.set([8, 2, 0, 0, 0], 8)
  return Buffer.concat([
    Buffer.from("\x89PNG\r\n\x1a\n", "latin1"),
    chunk("IHDR", header),
    chunk("IDAT", deflateSync(Buffer.alloc(1_000_000))),
    chunk("IEND", Buffer.alloc(0))
  ])
}

const desk = Effect.gen(function*() {
  const client = yield* apiClient
  const uploads = yield* Uploads
  const { orgId, owner } = yield* newOrg()
  const begin = (bytes: Uint8Array, more: object = {}) =>
    client("media.create", { orgId, name: "a.png", bytes: bytes.length, sha256: sha256(bytes), ...more }, owner)
  /** As a caller does it: begun, sent in one piece, finished. */
  const add = (bytes: Uint8Array, more: object = {}) =>
    Effect.gen(function*() {
      const { media, upload } = yield* begin(bytes, more)
      if (media !== null || upload === null) return media!
      yield* uploads.write(upload.id, 0, bytes.length, bytes)
      return yield* client("media.finish", { id: upload.id }, owner)
    })
  const refusal = (bytes: Uint8Array) => Effect.map(Effect.flip(add(bytes)), (error) => (error as MediaRefused).problem)
  const stored = Effect.map(client("quota.show", { orgId }, owner), (quotas) => {
    const row = quotas.find(({ kind }) => kind === "stored_bytes")
    return [row?.used, row?.reserved]
  })
  return { client, uploads, orgId, owner, begin, add, refusal, stored }
})

layer(ApiStage, { excludeTestServices: true, timeout: "120 seconds" })("The library", (it) => {
  it.scoped("takes pictures, sound and fonts by their bytes, whatever they are called, and finds them by their words", () =>
    Effect.gen(function*() {
      const { add, client, owner, stored } = yield* desk
      const bytes = picture()
      const words = { tags: ["Crane", "bird"], text: "a crane on one leg", licence: "CC0", author: "Ana" }
      const media = yield* add(bytes, { words, name: "holiday.txt" })
      assert.deepInclude(media, { kind: "image", form: "png", width: 300, height: 200, licence: "CC0", usedBy: [] })
      assert.deepStrictEqual(yield* stored, [bytes.length, 0])
      assert.deepInclude(yield* add(picture(200, 300, "image/jpeg"), { logo: true }), { kind: "logo", form: "jpg" })
      const tone = yield* add(sound())
      assert.deepInclude(tone, { kind: "audio", form: "wav", durationMillis: 500 })
      const font = yield* add(new Uint8Array(readFileSync(asset("fonts", "Anton_400Regular.ttf"))))
      assert.deepInclude(font, { kind: "font", form: "ttf" })
      const names = (filter: object) =>
        Effect.map(client("media.list", filter, owner), (page) => page.media.map(({ id }) => id))
      assert.deepStrictEqual(yield* names({ tag: "crane" }), [media.id])
      assert.deepStrictEqual(yield* names({ text: "leg crane" }), [media.id])
      assert.deepStrictEqual(yield* names({ text: "leg 100%" }), [])
      assert.deepStrictEqual(yield* names({ kind: "font" }), [font.id])
      const first = yield* client("media.list", { limit: 3 }, owner)
      const rest = yield* client("media.list", { limit: 3, after: first.next! }, owner)
      assert.strictEqual(new Set([...first.media, ...rest.media].map(({ id }) => id)).size, 4)
      const edited = yield* client("media.edit", { id: media.id, words: { tags: ["heron"] } }, owner)
      assert.deepInclude(edited, { text: "a crane on one leg", author: "Ana" })
      assert.deepStrictEqual(edited.tags, ["heron"])
      const emptied = yield* client("media.edit", { id: media.id, words: { licence: null, author: null } }, owner)
      assert.deepInclude(emptied, { licence: null, author: null, text: "a crane on one leg" })
      const counted = yield* client("media.list", { kind: "font", unused: true }, owner)
      assert.deepStrictEqual(counted.counts, [
        { kind: "audio", files: 1 },
        { kind: "font", files: 1 },
        { kind: "image", files: 1 },
        { kind: "logo", files: 1 }
      ])
      assert.isUndefined((yield* client("media.list", { after: first.next! }, owner)).counts)
      const index = yield* LibraryIndex
      yield* index.use(font.id, "pln_of_somebody")
      assert.deepStrictEqual(yield* names({ kind: "font", unused: true }), [])
      const stranger = (yield* newOrg()).owner
      assert.strictEqual((yield* Effect.flip(client("media.show", { id: media.id }, stranger)))._tag, "NotFound")
    }))

  it.scoped("tells of each change in the feed, and of nothing that was not stored", () =>
    Effect.gen(function*() {
      const { add, client, orgId, owner } = yield* desk
      const { position } = yield* client("system.info", {}, owner)
      const bytes = picture()
      const media = yield* add(bytes)
      yield* client("media.edit", { id: media.id, words: { tags: ["heron"] } }, owner)
      // The same bytes again change nothing.
      const again = yield* client(
        "media.create",
        { orgId, name: "twice", bytes: bytes.length, sha256: media.sha256 },
        owner
      )
      assert.strictEqual(again.media?.id, media.id)
      yield* client("org.setBrand", { id: orgId, kit: { ground: "#101010" } }, owner)
      yield* client("org.setVoice", { id: orgId, kit: { speed: 1.1 } }, owner)
      yield* client("media.remove", { id: media.id }, owner)
      const items = yield* client("events.follow", { since: position }, owner).pipe(
        Stream.filter(({ subject }) => subject !== "org"),
        Stream.take(5),
        Stream.runCollect,
        Effect.map((all) => [...all])
      )
      assert.deepStrictEqual(items.map(({ event, subject }) => `${subject} ${event}`), [
        "library FileAdded",
        "library FileChanged",
        "brand KitSet",
        "voice KitSet",
        "library FileRemoved"
      ])
      assert.deepStrictEqual(items.map(({ actorId }) => actorId), [media.id, media.id, orgId, orgId, media.id])
      assert.isTrue(items.every(({ by }) => by.startsWith("key:")))
    }))

  it.scoped("goes on where a cut upload stands, at every byte, and has nothing half", () =>
    Effect.gen(function*() {
      const { begin, client, orgId, owner, uploads } = yield* desk
      const index = yield* LibraryIndex
      const bytes = picture(80, 80)
      const { upload } = yield* begin(bytes)
      const id = upload!.id
      // Every length of a piece, each of them sent a second time as after a lost answer.
      let offset = 0
      for (let length = 1; offset < bytes.length; length++) {
        const piece = bytes.subarray(offset, offset + length)
        yield* uploads.write(id, offset, bytes.length, piece)
        const again = (yield* Effect.flip(uploads.write(id, offset, bytes.length, piece))) as MediaRefused
        assert.deepStrictEqual([again.problem, again.offset], ["WrongPlace", offset + piece.length])
        offset += piece.length
        if (offset < bytes.length) {
          const early = (yield* Effect.flip(client("media.finish", { id }, owner))) as MediaRefused
          assert.deepStrictEqual([early.problem, early.offset], ["Incomplete", offset])
          assert.deepStrictEqual(yield* index.list(orgId, { limit: 1 }), [])
        }
      }
      // Anyone who begins again with the same file goes on with the same upload.
      assert.deepInclude((yield* begin(bytes)).upload, { id, offset: bytes.length })
      assert.strictEqual((yield* client("media.finish", { id }, owner)).sha256, sha256(bytes))
      assert.strictEqual((yield* begin(bytes)).upload, null)
    }))

  it.scoped("refuses what is no picture, is cut, lies about its size or is another file than announced, and keeps nothing", () =>
    Effect.gen(function*() {
      const { add, begin, client, orgId, owner, refusal, stored, uploads } = yield* desk
      const index = yield* LibraryIndex
      const whole = picture()
      const jpeg = picture(300, 200, "image/jpeg")
      const font = new Uint8Array(readFileSync(asset("fonts", "Anton_400Regular.ttf")))
      const text = (what: string) => new Uint8Array(Buffer.from(what))
      assert.strictEqual(yield* refusal(text("GIF89a and what is in it")), "WrongType")
      assert.strictEqual(yield* refusal(text("<svg xmlns='http://www.w3.org/2000/svg'/>")), "WrongType")
      assert.strictEqual(yield* refusal(text("#EXTM3U\nfile:///etc/passwd\n")), "WrongType")
      assert.strictEqual(yield* refusal(text("ffconcat version 1.0\nfile /etc/passwd")), "WrongType")
      for (const part of [0.3, 0.6, 0.95]) {
        assert.strictEqual(yield* refusal(whole.subarray(0, Math.floor(whole.length * part))), "Damaged", `png ${part}`)
        assert.strictEqual(yield* refusal(font.subarray(0, Math.floor(font.length * part))), "Damaged", `ttf ${part}`)
      }
      const half = (yield* Effect.flip(add(jpeg.subarray(0, jpeg.length >> 1)))) as MediaRefused
      assert.strictEqual(half.problem, "Damaged")
      // What ffmpeg says of itself helps nobody.
      assert.notInclude(half.message, "Conversion failed")
      assert.strictEqual(yield* refusal(bomb()), "TooLarge")
      assert.strictEqual(yield* refusal(picture(40, 40)), "Damaged")
      const { upload } = yield* begin(whole, { sha256: sha256(jpeg) })
      yield* uploads.write(upload!.id, 0, whole.length, whole)
      const other = (yield* Effect.flip(client("media.finish", { id: upload!.id }, owner))) as MediaRefused
      assert.include(other.message, "announced")
      const huge = (yield* Effect.flip(
        client("media.create", { orgId, name: "huge.mp4", bytes: 2 * 2 ** 30 }, owner)
      )) as MediaRefused
      assert.strictEqual(huge.problem, "TooLarge")
      assert.deepStrictEqual(yield* index.list(orgId, { limit: 1 }), [])
      assert.deepStrictEqual(yield* stored, [0, 0])
    }))

  it.scoped("of two uploads of one file at once one file is kept, and of two that write to one upload one writes", () =>
    Effect.gen(function*() {
      const { client, orgId, owner, uploads } = yield* desk
      const bytes = picture()
      const begun = yield* Effect.all(
        [1, 2].map(() => client("media.create", { orgId, name: "a.png", bytes: bytes.length }, owner))
      )
      const ids = begun.map(({ upload }) => upload!.id)
      assert.notStrictEqual(ids[0], ids[1])
      const writes = yield* Effect.all(
        ids.flatMap((id) => [1, 2].map(() => Effect.exit(uploads.write(id, 0, bytes.length, bytes)))),
        { concurrency: "unbounded" }
      )
      assert.strictEqual(writes.filter(Exit.isSuccess).length, 2)
      const done = yield* Effect.all(ids.map((id) => client("media.finish", { id }, owner)), {
        concurrency: "unbounded"
      })
      assert.strictEqual(done[0]!.id, done[1]!.id)
      assert.strictEqual((yield* client("media.list", {}, owner)).media.length, 1)
    }))

  it.scoped("keeps the org's limit: what does not fit is refused before a byte is sent", () =>
    Effect.gen(function*() {
      const { begin, client, orgId, owner, stored } = yield* desk
      const bytes = picture()
      const limit = { amount: bytes.length - 1, period: "month" as const }
      yield* client("quota.set", { orgId, kind: "stored_bytes", limit }, owner)
      assert.strictEqual((yield* Effect.flip(begin(bytes)))._tag, "QuotaExceeded")
      assert.deepStrictEqual(yield* stored, [0, 0])
      for (let i = 0; i < 20; i++) yield* client("media.create", { orgId, name: `${i}`, bytes: 1 }, owner)
      const many = (yield* Effect.flip(client("media.create", { orgId, name: "x", bytes: 1 }, owner))) as MediaRefused
      assert.strictEqual(many.problem, "TooMany")
    }))

  it.scoped("a file that an open plan needs stays; it goes when the plan has ended, and its bytes with it", () =>
    Effect.gen(function*() {
      const { add, client, orgId, owner } = yield* desk
      const index = yield* LibraryIndex
      const library = yield* MediaLibrary
      const media = yield* add(picture())
      const accountId = yield* newAccount(orgId)
      const at = new Date(Date.now() + 2 * 86_400_000).toISOString()
      const { plan } = yield* client("plan.add", {
        orgId,
        plan: { accountId, topic: "Cranes", notes: notesAbout("cranes"), at }
      }, owner)
      yield* index.use(media.id, plan!.id)
      assert.deepStrictEqual((yield* client("media.show", { id: media.id }, owner)).usedBy, [plan!.id])
      const needed = (yield* Effect.flip(client("media.remove", { id: media.id }, owner))) as MediaRefused
      assert.deepStrictEqual([needed.problem, needed.message.includes(plan!.id)], ["InUse", true])
      const actors = yield* Actors
      yield* actors.plan(plan!.id, asking(), { _tag: "Cancel", reason: "" })
      yield* client("media.remove", { id: media.id }, owner)
      assert.isTrue(Exit.isFailure(yield* Effect.exit(library.path({ orgId, sha256: media.sha256, form: "png" }))))
      assert.strictEqual((yield* Effect.flip(client("media.remove", { id: media.id }, owner)))._tag, "NotFound")
    }))
})
