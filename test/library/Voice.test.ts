import { VoiceKits } from "@callsheet/database/library/VoiceKits"
import type { Script } from "@callsheet/domain/asset/Script"
import { Uploads } from "@callsheet/server/library/Uploads"
import { Renderer } from "@callsheet/studio/render/Renderer"
import { Payer } from "@callsheet/studio/spending/Payer"
import type { VoiceRecording } from "@callsheet/studio/voice/RecordedVoice"
import { writeWav } from "@callsheet/studio/voice/Wav"
import * as OrgVoice from "@callsheet/worker/library/OrgVoice"
import { assert, layer } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { createHash } from "node:crypto"
import { script } from "../studio/render/Studio.ts"
import { apiClient, ApiStage, newKey, newOrg } from "../support/ApiStage.ts"

layer(ApiStage, { excludeTestServices: true, timeout: "120 seconds" })("The voice of an org", (it) => {
  it.scoped("is kept version by version, and what the renderer is given where the script leaves it open", () =>
    Effect.gen(function*() {
      const client = yield* apiClient
      const { orgId: id, owner } = yield* newOrg()
      assert.deepInclude(yield* client("org.voice", { id }, owner), { version: 0, kit: {}, by: null })
      const kit = { voices: [{ language: "de", voice: "thorsten" }], speed: 1.2, says: [{ word: "Akku", say: "Accu" }] }
      assert.deepInclude(yield* client("org.setVoice", { id, kit, version: 0 }, owner), { version: 1, kit })
      const tag = <A, E extends { readonly _tag: string }, R>(work: Effect.Effect<A, E, R>) =>
        Effect.map(Effect.flip(work), ({ _tag }) => _tag)
      assert.strictEqual(yield* tag(client("org.setVoice", { id, kit: {}, version: 0 }, owner)), "Refused")
      assert.strictEqual(yield* tag(client("org.voice", { id, version: 7 }, owner)), "NotFound")
      assert.strictEqual(yield* tag(client("org.setVoice", { id, kit: {} }, yield* newKey(id, "viewer"))), "Forbidden")
      const stranger = yield* newOrg()
      assert.strictEqual(yield* tag(client("org.voice", { id }, stranger.owner)), "NotFound")

      const seen: Array<Script["voice"]> = []
      const recording = Layer.succeed(Renderer, {
        voices: (spoken) => {
          seen.push(spoken.voice)
          return Effect.succeed({ provenance: [], totalMillis: 0 })
        },
        render: ({ script: spoken }) => {
          seen.push(spoken.voice)
          return Effect.succeed({ provenance: [] } as never)
        }
      })
      yield* Effect.gen(function*() {
        const renderer = yield* Renderer
        yield* renderer.voices(script)
        yield* renderer.render({ script: { ...script, voice: { speed: 0.8 } } }, () => Effect.void)
      }).pipe(
        Effect.provideService(
          Payer,
          Payer.of({ id: "1", token: 1, kind: "render", orgId: id, planId: null, traceId: null })
        ),
        Effect.provide(OrgVoice.layer.pipe(Layer.provide(recording), Layer.provide(VoiceKits.layer)))
      )
      const says = [{ word: "Akku", say: "Accu" }]
      assert.deepStrictEqual(seen, [
        { voice: "thorsten", speed: 1.2, says },
        { voice: "thorsten", speed: 0.8, says }
      ])
    }))

  it.scoped("is a person's own where the script names a recording of the org's library; another org's is not found", () =>
    Effect.gen(function*() {
      const client = yield* apiClient
      const uploads = yield* Uploads
      const { orgId, owner } = yield* newOrg()
      const stranger = yield* newOrg()
      const bytes = writeWav({ rate: 8_000, samples: new Int16Array(8_000).fill(2_000) })
      const sha256 = createHash("sha256").update(bytes).digest("hex")
      const { upload } = yield* client(
        "media.create",
        { orgId, name: "me reading.wav", bytes: bytes.length, sha256: sha256 as never },
        owner
      )
      yield* uploads.write(upload!.id, 0, bytes.length, bytes)
      yield* client("media.finish", { id: upload!.id }, owner)
      const seen: Array<VoiceRecording | undefined> = []
      const recording = Layer.succeed(Renderer, {
        voices: (_, given) => {
          seen.push(given)
          return Effect.succeed({ provenance: [], totalMillis: 0 })
        },
        render: ({ recording: given }) => {
          seen.push(given)
          return Effect.succeed({ provenance: [] } as never)
        }
      })
      const as = (id: string, name: string) =>
        Effect.gen(function*() {
          const renderer = yield* Renderer
          yield* renderer.voices({ ...script, recording: name })
          yield* renderer.render({ script: { ...script, recording: name } }, () => Effect.void)
        }).pipe(
          Effect.provideService(
            Payer,
            Payer.of({ id: "1", token: 1, kind: "render", orgId: id, planId: null, traceId: null })
          ),
          Effect.provide(OrgVoice.layer.pipe(Layer.provide(recording), Layer.provide(VoiceKits.layer)))
        )
      yield* as(orgId, "me reading")
      yield* as(orgId, sha256)
      assert.deepStrictEqual(
        seen.map((one) => [one?.name, one?.sha256]),
        Array.from({ length: 4 }, () => ["me reading.wav", sha256])
      )
      const music: Array<string | undefined> = []
      const player = Layer.succeed(Renderer, {
        voices: () => Effect.succeed({ provenance: [], totalMillis: 0 }),
        render: ({ music: given }) => {
          music.push(given?.sha256)
          return Effect.succeed({ provenance: [] } as never)
        }
      })
      const playing = (id: string, music: string) =>
        Effect.flatMap(Renderer, ({ render }) => render({ script: { ...script, music } }, () => Effect.void)).pipe(
          Effect.provideService(
            Payer,
            Payer.of({ id: "1", token: 1, kind: "render", orgId: id, planId: null, traceId: null })
          ),
          Effect.provide(OrgVoice.layer.pipe(Layer.provide(player), Layer.provide(VoiceKits.layer)))
        )
      yield* playing(orgId, "me reading")
      assert.deepStrictEqual(music, [sha256])
      const silent = yield* Effect.flip(playing(stranger.orgId, "me reading"))
      assert.strictEqual(silent._tag, "MusicUnusable")
      const refused = yield* Effect.flip(as(stranger.orgId, "me reading"))
      assert.strictEqual(refused._tag, "RecordingUnusable")
      assert.include(refused.message, "no audio file of that name")
    }))
})
