import type { ActorStore } from "@callsheet/database/commit/ActorStore"
import { SqlError } from "@effect/sql/SqlError"
import { type Context, Effect, Either } from "effect"
import { databaseLink } from "./DatabaseLink.ts"
import type { Process } from "./Process.ts"
import type { World } from "./World.ts"

/** As PostgreSQL refuses U+0000 in a text. Without its code it looks like any broken connection. */
const refusal = (coded: boolean) =>
  new SqlError({
    message: "unsupported Unicode escape sequence",
    cause: Object.assign(new Error("unsupported Unicode escape sequence"), coded ? { code: "22P05" } : {})
  })

/** A store that refuses one kind of step each time, while the world says so. */
export const refusing = (
  world: World,
  process: Process,
  store: Context.Tag.Service<ActorStore>
): Context.Tag.Service<ActorStore> => ({
  ...store,
  commit: (commit) =>
    Effect.suspend(() => {
      const tag = commit.event?.tag
      if (tag === undefined || tag !== world.unstorable) return store.commit(commit)
      const step = `${tag} of ${commit.id}`
      return databaseLink(world, process)(`commit ${step}`, () => {
        world.waits.refused(step)
        return Either.left(refusal(world.variants.storesLater !== true))
      })
    })
})
