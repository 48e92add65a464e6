import { ActorStore } from "@callsheet/database/commit/ActorStore"
import { Vault } from "@callsheet/database/secrets/Vault"
import { Views } from "@callsheet/database/views/Views"
import { fault, invalid } from "@callsheet/domain/api/ApiError"
import { Principal } from "@callsheet/domain/api/Principal"
import type { PlanId } from "@callsheet/domain/Ids"
import { iso } from "@callsheet/domain/Instant"
import { Plan } from "@callsheet/domain/plan/Plan"
import * as Path from "@effect/platform/Path"
import { Clock, Effect, Option, Schema } from "effect"
import { makeMediaLinks } from "../auth/MediaLinks.ts"
import { ServerConfig } from "../Config.ts"
import { found, type Handlers, orBusy } from "./Commands.ts"
import { makePreviewDrawing, PREVIEW_LINK_MILLIS } from "./PreviewDrawing.ts"
import { makePreviewWords } from "./PreviewWords.ts"

/** Cover, stills and a line's sound of a plan that nobody has rendered. */
export const makePreviewHandlers = Effect.gen(function*() {
  const { dressed, wordsOf } = yield* makePreviewWords
  const store = yield* ActorStore
  const views = yield* Views
  const path = yield* Path.Path
  const { dataDir } = yield* ServerConfig
  const links = makeMediaLinks(yield* Vault)
  // The desk is another process with a folder of its own to stand in.
  const { draw, sweep } = yield* makePreviewDrawing(path.resolve(dataDir, "previews"))

  const planOf = (id: string) =>
    Effect.flatMap(store.load(id), found("plan", id, "plan.list")).pipe(
      Effect.flatMap(({ state }) => Effect.orDie(Schema.decodeUnknown(Plan)(state)))
    )

  const handlers: Handlers<"plan.preview"> = {
    "plan.preview": ({ id, ...wanted }) =>
      Effect.gen(function*() {
        const { orgId } = yield* Principal
        if (!(yield* views.ownsPlan(orgId, id))) return yield* found("plan", id, "plan.list")(Option.none())
        yield* sweep
        const plan = yield* planOf(id satisfies PlanId)
        if (wanted.take !== undefined && wanted.script !== undefined) {
          return yield* invalid([fault("take", "leave it out where you give a script: one of them is drawn")])
        }
        const words = yield* wordsOf(orgId, plan, wanted)
        const { from, script } = words
        const line = wanted.line ?? ("line" in words ? words.line : 0)
        if (line >= script.lines.length) {
          return yield* invalid([fault("line", `the script has ${script.lines.length} lines`)])
        }
        const account = yield* views.account(orgId, plan.accountId)
        const handle = Option.match(account, { onNone: () => null, onSome: ({ username }) => username })
        const { key, preview } = yield* draw(
          {
            script: yield* dressed(plan, script),
            handle: handle === null || handle === "" ? null : `@${handle}`,
            speak: line
          },
          orgId
        )
        const until = (yield* Clock.currentTimeMillis) + PREVIEW_LINK_MILLIS
        const linked = (file: string) => links.sign(`/media/preview/${key}/${file}`, until)
        return {
          from,
          script,
          look: preview.look,
          durationMillis: preview.millis,
          cover: linked(preview.cover),
          stills: preview.stills.map(({ atMillis, file, line }) => ({ path: linked(file), line, atMillis })),
          sound: preview.sound === null ? null : {
            path: linked(preview.sound.file),
            engine: preview.sound.engine,
            durationMillis: preview.sound.durationMillis
          },
          expiresAt: iso(until)
        }
      }).pipe(orBusy(`the preview of plan ${id}`))
  }
  return handlers
})
