import type { ActorStore } from "@callsheet/database/commit/ActorStore"
import { Account } from "@callsheet/domain/account/Account"
import { Asset } from "@callsheet/domain/asset/Asset"
import { workingOf } from "@callsheet/domain/asset/AssetEvolve"
import { failureWith } from "@callsheet/domain/Failure"
import { Org } from "@callsheet/domain/org/Org"
import { Plan } from "@callsheet/domain/plan/Plan"
import { step } from "@callsheet/domain/Remedy"
import { type Context, Effect, Option, Schema } from "effect"
import type { JobFailed } from "../Activity.ts"
import { hopeless, orAway } from "../JobFailures.ts"

type Store = Context.Tag.Service<ActorStore>

const read = <A, I>(schema: Schema.Schema<A, I>) => {
  const decode = Schema.decodeUnknown(schema)
  return (store: Store, id: string): Effect.Effect<A, JobFailed> =>
    orAway(store.load(id)).pipe(
      Effect.flatMap(Option.match({
        onNone: () =>
          Effect.fail(hopeless(
            failureWith(
              { tag: "ActorMissing", message: `${id} is not in the database.` },
              step("Restore it from a backup, or drop this job", "dlq.drop")
            )
          )),
        onSome: ({ state }) => Effect.orDie(decode(state))
      }))
    )
}

/** Activities read how things stand now; what their payload says may be older than the last crash. */
export const readPlan = read(Plan)
export const readAsset = read(Asset)
export const readOrg = read(Org)
export const readAccount = read(Account)

export { workingOf }
