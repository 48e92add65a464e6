import { Actors } from "@callsheet/actors/Actors"
import type { KeptAnswer } from "@callsheet/database/views/PlanViews"
import { Views } from "@callsheet/database/views/Views"
import { type Fault, fault } from "@callsheet/domain/api/ApiError"
import type { Envelope } from "@callsheet/domain/Envelope"
import { CommandId } from "@callsheet/domain/Ids"
import type { PlanView } from "@callsheet/domain/plan/PlanView"
import { Array as Arr, Effect, Either, Option } from "effect"
import { planIn } from "../handlers/Commands.ts"
import { PlanEdits } from "../handlers/PlanEdits.ts"
import type { Change } from "./Changes.ts"

/** What rows of a file do to plans that are there. */
export const makeRowChanges = Effect.gen(function*() {
  const actors = yield* Actors
  const views = yield* Views
  const edits = yield* PlanEdits

  /** Moves plans one after the other. A move that this wish made before is answered as it was then. */
  const moveAll = (changes: ReadonlyArray<Change>, envelope: Envelope) =>
    Effect.gen(function*() {
      const idOf = ({ row }: Change) => CommandId.make(`${envelope.commandId}:row:${row.place}`)
      const before = envelope.keyed ? yield* views.answers(changes.map(idOf)) : new Map<string, KeptAnswer>()
      const moved = yield* Effect.forEach(changes, (change) => {
        if (change.command !== null) {
          return Effect.map(
            actors.plan(change.plan.id, { ...envelope, commandId: idOf(change) }, change.command),
            Option.some
          )
        }
        return Effect.succeed(planIn(before.get(idOf(change))?.answer))
      })
      return Arr.getSomes(moved)
    })

  /** What the cells of rows make of their plans, or would make, one after the other. A refusal is a fault of its row. */
  const editAll = (
    changes: ReadonlyArray<Change>,
    how: { readonly dryRun: boolean; readonly key: string | undefined }
  ) =>
    Effect.gen(function*() {
      const faults: Array<Fault> = []
      const done: Array<{ readonly view: PlanView; readonly note: string }> = []
      for (const { edit, plan, row } of changes) {
        if (edit === null) continue
        const key = how.key === undefined ? {} : { key: `${how.key}:edit:${row.place}` }
        const edited = yield* Effect.either(edits.edit({ id: plan.id, dryRun: how.dryRun, ...key }, edit))
        if (Either.isRight(edited)) {
          const { effect, plan: view } = edited.right
          const parts = effect.changes.map(({ part }) => part).join(", ")
          done.push({ view, note: `Row ${row.row} changes ${parts} of ${plan.id}. ${effect.says.join(" ")}` })
          continue
        }
        const error = edited.left
        if (error._tag === "Busy") return yield* error
        if (error._tag === "InvalidInput") {
          faults.push(...error.faults.map((one) => fault(one.column ?? "id", one.message, row.row)))
        } else faults.push(fault("id", error.message, row.row))
      }
      return { faults, done }
    })

  return { editAll, moveAll }
})
