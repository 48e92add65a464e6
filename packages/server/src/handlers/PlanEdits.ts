import { makeSpendingSaga } from "@callsheet/actors/SpendingSaga"
import { ActorStore } from "@callsheet/database/commit/ActorStore"
import { offeredOf, Presets } from "@callsheet/database/library/Presets"
import { Views } from "@callsheet/database/views/Views"
import { fault, invalid, type InvalidInput } from "@callsheet/domain/api/ApiError"
import type { PlanChange } from "@callsheet/domain/api/calls/planEdit"
import { Principal } from "@callsheet/domain/api/Principal"
import { Asset } from "@callsheet/domain/asset/Asset"
import { workingOf } from "@callsheet/domain/asset/AssetEvolve"
import type { Script } from "@callsheet/domain/asset/Script"
import { captionUnder } from "@callsheet/domain/asset/UnderPreset"
import { composeCaption } from "@callsheet/domain/Caption"
import { assetIdOf, type By } from "@callsheet/domain/Ids"
import type { Policy } from "@callsheet/domain/org/Org"
import { NO_PRESET, type SeriesPart } from "@callsheet/domain/org/Preset"
import { tellEdit } from "@callsheet/domain/plan/EditWords"
import { type Content, editsOf, Plan, revisionOf } from "@callsheet/domain/plan/Plan"
import { contentWith, type PresetMove } from "@callsheet/domain/plan/PlanChange"
import type { PlanCommand } from "@callsheet/domain/plan/PlanCommand"
import { changedParts, reachOf } from "@callsheet/domain/plan/PlanEdit"
import { NothingToUndo } from "@callsheet/domain/plan/PlanError"
import { resumableOf } from "@callsheet/domain/plan/PlanEvolve"
import { planMachine } from "@callsheet/domain/plan/PlanMachine"
import { type PlanView, planView } from "@callsheet/domain/plan/PlanView"
import { languageFaults } from "@callsheet/domain/planning/Planner"
import { withDisclosures } from "@callsheet/domain/Policy"
import { planEstimate } from "@callsheet/domain/spending/Prices"
import { PaidServices, PriceList } from "@callsheet/process/PriceConfig"
import { Clock, Context, Effect, Either, Layer, Option, Schema } from "effect"
import { Calendars } from "./Calendars.ts"
import { byOf, type Caller, commandIdOf, envelopeOf, found, type Handlers, orBusy } from "./Commands.ts"

type EditCommand = Extract<PlanCommand, { _tag: "Edit" }>
/** Edits that are more than a person's own words. */
type How = Pick<EditCommand, "undo" | "take">

const decodePlan = Schema.decodeUnknown(Plan)
const decodeAsset = Schema.decodeUnknown(Asset)

export interface EditWish {
  readonly id: string
  readonly ifVersion?: number | undefined
  readonly dryRun?: boolean | undefined
  readonly key?: string | undefined
}

/** A plan as it is stored, and the script that its asset holds for the content it has now. */
export interface Current {
  readonly plan: Plan
  readonly version: number
  readonly since: number
  readonly written: Script | null
  readonly series: SeriesPart | undefined
}

/** The plan's own words, else what was written for exactly what it says now. */
const writtenFor = (plan: Plan, asset: Asset | null): Script | null => {
  if (plan.script !== null) return plan.script
  if (asset === null || asset.brief.script !== null) return null
  const { language, notes, preset, topic } = asset.brief
  const isForThis = revisionOf(asset.brief) === revisionOf(plan) ||
    (topic === plan.topic && notes === plan.notes && language === plan.language &&
      preset?.writes === plan.preset?.writes)
  const working = workingOf(asset.status)
  return !isForThis ? null : "made" in working ? working.made.script : "script" in working ? working.script : null
}

/** The whole text under the post, as the check of a finished video composes it. */
const captionOf = (content: Content, script: Script, policy: Policy, series: SeriesPart | undefined) =>
  Either.mapLeft(
    composeCaption(withDisclosures(content.caption ?? captionUnder(script, series), policy.requiredDisclosures), [
      ...(content.hashtagsOnly === true ? content.hashtags : script.hashtags),
      ...policy.requiredHashtags
    ]),
    ({ message }) => invalid([fault("caption", message)])
  )

/** The view of a plan, with what only the view of one plan shows. */
const shownAlone = (view: PlanView, { notes }: Plan): PlanView => notes === undefined ? view : { ...view, notes }

const currentIn = (store: Context.Tag.Service<ActorStore>) => (caller: Caller, id: string) =>
  Effect.gen(function*() {
    const row = yield* Effect.flatMap(store.load(id), found("plan", id, "plan.list"))
    const plan = yield* Effect.orDie(decodePlan(row.state))
    if (plan.orgId !== caller.orgId) return yield* found("plan", id, "plan.list")(Option.none())
    const stored = yield* store.load(assetIdOf(plan.id))
    const asset = Option.isNone(stored) ? null : yield* Effect.orDie(decodeAsset(stored.value.state))
    return {
      plan,
      version: row.version,
      since: row.since,
      written: writtenFor(plan, asset),
      series: asset?.brief.series
    } satisfies Current
  })

/** The command that makes `content` of the plan, with all that follows from what is there already. */
const commandFor = (
  { plan, series, written }: Current,
  content: Content,
  policy: Policy,
  { ifVersion }: EditWish,
  how: How
) =>
  Effect.gen(function*() {
    const reach = reachOf(plan, content)
    const working = resumableOf(plan.status)
    const words = content.script ?? written
    const caption = reach === "caption" && working !== null && "reviewed" in working && words !== null
      ? yield* captionOf(content, words, policy, series)
      : undefined
    // What the writer wrote is brought back by an undo, so that nothing is bought twice.
    const replaces = plan.script === null && written !== null &&
      (reach === "words" || changedParts(plan, content).includes("script"))
    return {
      _tag: "Edit",
      content,
      edits: editsOf(plan),
      ifVersion,
      caption,
      ...(replaces ? { was: written } : {}),
      ...how
    } satisfies EditCommand
  })

/** The plan as it would be after the command; as it is where nothing would change. */
const rehearsed = ({ plan, since, version }: Current, command: EditCommand, by: By) =>
  Effect.gen(function*() {
    const at = yield* Clock.currentTimeMillis
    const decided = planMachine.decide(plan, command, at, by, version)
    if (Either.isLeft(decided)) {
      return decided.left._tag === "NothingChanged"
        ? shownAlone(planView(plan, version, since), plan)
        : yield* decided.left
    }
    const after = planMachine.evolve(plan, decided.right, at)
    return shownAlone(planView(after, version + 1, since), after)
  })

type Wanted<E> = (now: Current) => Effect.Effect<Content, E>

/** The version of a preset that a plan has, and the newest of the one it is to have. */
const moveIn = (presets: Context.Tag.Service<Presets>) => (plan: Plan, name: string | null) =>
  Effect.gen(function*() {
    const wanted = name === null || name.toLowerCase() === NO_PRESET
      ? null
      : offeredOf(
        yield* Effect.flatMap(presets.named(plan.orgId, name), found("preset", name, "preset.list"))
      )
    const had = plan.preset === undefined
      ? Option.none()
      : yield* presets.version(plan.orgId, plan.preset.id, plan.preset.version)
    const from = plan.preset === undefined
      ? null
      : {
        choice: plan.preset,
        language: Option.match(had, { onNone: () => null, onSome: ({ language }) => language ?? null }),
        hashtags: Option.match(had, { onNone: () => null, onSome: ({ hashtags }) => hashtags ?? null })
      }
    return { from, to: wanted } satisfies PresetMove
  })

const make = Effect.gen(function*() {
  const store = yield* ActorStore
  const current = currentIn(store)
  const moveOf = moveIn(yield* Presets)
  const views = yield* Views
  const calendars = yield* Calendars
  const paid = yield* PaidServices
  const prices = yield* PriceList
  const spend = yield* makeSpendingSaga({
    estimate: planEstimate(prices, paid),
    freshId: Effect.sync(() => commandIdOf("", undefined))
  })

  const edit = <E>(wish: EditWish, wanted: Wanted<E>, how: How = {}) =>
    Effect.gen(function*() {
      const caller = yield* Principal
      const now = yield* current(caller, wish.id)
      if (wish.ifVersion !== undefined && wish.ifVersion > now.version) {
        return yield* invalid([
          fault("ifVersion", `nobody has seen version ${wish.ifVersion}; the plan is at ${now.version}`)
        ])
      }
      const { org: { policy } } = yield* Effect.flatMap(
        views.orgState(caller.orgId),
        found("org", caller.orgId, "org.list")
      )
      const content = yield* wanted(now)
      const command = yield* commandFor(now, content, policy, wish, how)
      const effect = tellEdit({
        plan: now.plan,
        content,
        caption: command.caption,
        script: now.written,
        prices,
        rules: policy,
        ...paid
      })
      const commandId = commandIdOf(caller.orgId, wish.key)
      const again = wish.key === undefined || wish.dryRun === true
        ? Option.none()
        : yield* store.answered(commandId)
      if (wish.dryRun === true || (effect.changes.length === 0 && Option.isNone(again))) {
        return { plan: yield* rehearsed(now, command, byOf(caller)), effect }
      }
      // Anyone who repeats the key means the same wish, though what it works out to has moved: so only the id is compared.
      const envelope = yield* envelopeOf(caller, commandId, false)
      const plan = yield* spend(wish.id, envelope, command)
      yield* calendars.forget(caller.orgId)
      return {
        plan: content.notes === undefined ? plan : { ...plan, notes: content.notes },
        effect
      }
    }).pipe(orBusy(`plan ${wish.id}`))

  return {
    edit: (wish: EditWish, change: PlanChange) =>
      edit(wish, ({ plan, written }) =>
        Effect.gen(function*() {
          const move = change.preset === undefined ? undefined : yield* moveOf(plan, change.preset)
          const content = yield* Either.mapLeft(
            contentWith(plan, written, change, move),
            (faults): InvalidInput => invalid(faults.map(({ what, where }) => fault(where, what)))
          )
          // Letters that no font has are named here, not when voice and pictures are made.
          const words = content.script === null ? null : JSON.stringify(content.script)
          const isOther = content.language !== plan.language || content.script !== plan.script
          const faults = isOther
            ? languageFaults({ language: content.language, script: words }, { modelWrites: paid.writes })
            : []
          return faults.length > 0 ? yield* invalid(faults) : content
        })),
    undo: (wish: EditWish) =>
      edit(wish, ({ plan }) =>
        plan.lastEdit === undefined
          ? Either.left(new NothingToUndo({ id: plan.id }))
          : Either.right(plan.lastEdit.before), { undo: true }),
    current,
    change: edit
  }
})

/** Changes a plan's content, or tells what that would do. */
export class PlanEdits
  extends Context.Tag("@callsheet/server/PlanEdits")<PlanEdits, Effect.Effect.Success<typeof make>>()
{
  static readonly layer = Layer.effect(this, make)
}

export const makePlanEditHandlers = Effect.map(PlanEdits, (edits): Handlers<"plan.edit" | "plan.undo"> => ({
  "plan.edit": ({ change, ...wish }) => edits.edit(wish, change),
  "plan.undo": (wish) => edits.undo(wish)
}))
