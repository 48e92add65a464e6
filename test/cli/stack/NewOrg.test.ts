import { ActorStore } from "@callsheet/database/commit/ActorStore"
import { migrate } from "@callsheet/database/migrations/Migrations"
import { Keys } from "@callsheet/database/secrets/Keys"
import { createOrg, firstOrg, opens } from "@callsheet/stack/NewOrg"
import { expect, layer } from "@effect/vitest"
import { Effect, Layer, Option, Redacted } from "effect"
import { freshDatabase } from "../../support/Postgres.ts"

const Stores = Layer.mergeAll(ActorStore.layer, Keys.layer).pipe(Layer.provideMerge(freshDatabase({ migrate })))

layer(Stores)("the orgs of an installation", (it) => {
  it.effect("an org is made without a server, and its owner key opens it", () =>
    Effect.gen(function*() {
      const keys = yield* Keys
      const store = yield* ActorStore
      const org = yield* createOrg({ name: "Blue Studio", timeZone: "Europe/Berlin" })
      const holder = Option.getOrThrow(yield* keys.find(Redacted.make(org.ownerKey)))
      expect(holder).toMatchObject({ orgId: org.id, role: "owner" })
      expect(Option.getOrThrow(yield* store.load(org.id))).toMatchObject({
        kind: "org",
        version: 1,
        state: { name: "Blue Studio", timeZone: "Europe/Berlin" }
      })
      expect(yield* opens(Redacted.make(org.ownerKey))).toBe(true)
      expect(yield* opens(Redacted.make("cs_unknown"))).toBe(false)
    }))

  it.effect("two orgs of one name are two orgs", () =>
    Effect.gen(function*() {
      const wish = { name: "Twin", timeZone: "UTC" }
      expect((yield* createOrg(wish)).id).not.toBe((yield* createOrg(wish)).id)
    }))

  it.effect("the first org of a stack is made once, however often its start is cut short", () =>
    Effect.gen(function*() {
      const wish = { name: "Studio", timeZone: "UTC" }
      const first = yield* firstOrg(wish)
      const again = yield* firstOrg(wish)
      expect(again.id).toBe(first.id)
      expect(again.ownerKey).not.toBe(first.ownerKey)
    }))

  it.effect("a zone that is none is refused before anything is stored", () =>
    Effect.gen(function*() {
      const error = yield* Effect.flip(createOrg({ name: "Nowhere", timeZone: "Mars/Olympus" }))
      expect(error).toMatchObject({ _tag: "WrongUse", message: "Mars/Olympus is not a known time zone." })
    }))
})
