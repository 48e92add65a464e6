import { Asset } from "@callsheet/domain/asset/Asset"
import { workingOf } from "@callsheet/domain/asset/AssetEvolve"
import { Script, ScriptLine } from "@callsheet/domain/asset/Script"
import { isFinal, planStatuses } from "@callsheet/domain/facts/planStatuses"
import { type AccountId, assetIdOf, type OrgId, type PlanId } from "@callsheet/domain/Ids"
import { hours, minutes, seconds } from "@callsheet/domain/Instant"
import { type Content, editsOf, noConsentYet, Plan, type PlanStatus, type Privacy } from "@callsheet/domain/plan/Plan"
import type { PlanCommand } from "@callsheet/domain/plan/PlanCommand"
import { LATE } from "@callsheet/domain/plan/PlanDuties"
import { contentOf } from "@callsheet/domain/plan/PlanEdit"
import { optionOf, scriptWithOption, takesOf } from "@callsheet/domain/plan/Takes"
import { Schema } from "effect"
import { notesOf } from "../day/Topics.ts"
import type { ActorRow } from "../store/Rows.ts"
import type { SeededRandom } from "../world/SeededRandom.ts"
import type { World } from "../world/World.ts"
import type { Clients } from "./Clients.ts"

const decodeAsset = Schema.decodeUnknownSync(Asset)
const decodePlan = Schema.decodeUnknownSync(Plan)

/** Words of a person's own; other numbers have other words. */
const wordsOf = (number: number): Script => {
  const word = (place: number) =>
    ((number * 31 + place * 7_919) % 46_656).toString(36).replace(/\d/g, "x").padStart(4, "a")
  const line = (role: "hook" | "beat" | "cta", at: number) =>
    new ScriptLine({ role, text: Array.from({ length: 6 }, (_, place) => word(at * 6 + place)).join(" ") })
  return new Script({
    language: "en",
    lines: [line("hook", 1), line("beat", 2), line("beat", 3), line("cta", 4)],
    caption: `words ${number}`,
    hashtags: ["origami"],
    source: { _tag: "person" }
  })
}

type Create = Extract<PlanCommand, { readonly _tag: "Create" }>

/** One plan as the person who wants it remembers it. */
export interface Wish {
  readonly id: PlanId
  readonly command: Create
  readonly privacy: Privacy
  /** The person never approves it: it must say so by itself. */
  readonly forgotten: boolean
  created: boolean
  /** A cancel or reject was answered with yes. */
  givenUp: boolean
  /** A release was answered with yes. */
  released: boolean
  /** A command is on its way or the person is still thinking. */
  busy: boolean
  /** The last command was refused because a limit of the org left no room for it. */
  lacksQuota: boolean
  /** How often a stopped plan was set going again. */
  revivals: number
  /** A question about what is late is answered at once, or after the weekend. */
  answersAt: number | null
}

/** A plan as a board shows it. */
type Board = { readonly locked: boolean; readonly slot: number; readonly status: PlanStatus }

/** Whether a plan is given up after this command; null where it changes nothing about that. */
const isGivenUpBy = ({ _tag }: PlanCommand): boolean | null =>
  _tag === "Cancel" || _tag === "Reject" ? true : _tag === "Retry" || _tag === "Reschedule" ? false : null

/** Somebody who plans, approves, releases, changes their mind, and looks after what stopped. */
export class Person {
  readonly wishes: Array<Wish> = []
  readonly #world: World
  readonly #front: Clients
  readonly #chance: SeededRandom
  /** What was on the board when it was looked at last. */
  readonly #read = new Map<Wish, { readonly row: ActorRow; readonly plan: Board }>()
  readonly #edits: SeededRandom
  /** Which command decided last whether a plan is given up, by the order in which they were asked. */
  readonly #decided = new Map<Wish, number>()
  #asked = 0
  #connecting = false
  /** While the weather is bad a person also does what only makes trouble. */
  playful = true

  constructor(world: World, front: Clients) {
    this.#world = world
    this.#front = front
    this.#chance = world.chance.fork("person")
    this.#edits = world.chance.fork("edits")
  }

  /** Files wishes for these accounts over the next seconds. */
  plan(orgId: OrgId, accounts: readonly [AccountId, ...ReadonlyArray<AccountId>], count: number): void {
    const chance = this.#chance
    const rush = chance.hit(0.15)
    for (let number = 1; number <= count; number++) {
      const slot = this.#world.time.now + (rush ? seconds(45) : seconds(chance.int(15, chance.pick([60, 120, 900]))))
      const delivery = chance.hit(0.2) ? "inbox" : "direct"
      const wish: Wish = {
        id: this.#front.newPlanId(),
        command: {
          _tag: "Create",
          orgId,
          accountId: chance.pick(accounts),
          topic: `paper crane number ${number}`,
          language: "en",
          hashtags: ["origami"],
          notes: notesOf(this.wishes.length),
          script: null,
          slot,
          timeZone: "Europe/Berlin",
          graceMillis: minutes(120),
          delivery,
          settings: noConsentYet,
          draft: chance.hit(0.05)
        },
        privacy: chance.hit(0.75) ? "PUBLIC_TO_EVERYONE" : "SELF_ONLY",
        forgotten: chance.hit(0.04),
        created: false,
        givenUp: false,
        released: false,
        busy: true,
        lacksQuota: false,
        revivals: 0,
        answersAt: null
      }
      this.wishes.push(wish)
      this.#world.time.after(
        chance.int(0, rush ? 3_000 : 12_000),
        () =>
          this.#front.plan(wish.id, wish.command, (refusal) => {
            wish.created = refusal === null
            wish.busy = false
          })
      )
    }
  }

  statusOf(wish: Wish): string {
    return this.#world.tables.actors.get(wish.id)?.status ?? "absent"
  }

  /** Whether the person will do something about any plan before anything else happens. */
  get busy(): boolean {
    return this.#front.pending > 0 || this.wishes.some((wish) => wish.busy || this.#next(wish) !== null)
  }

  /** Whether every wish has come to an end the person accepts. */
  get content(): boolean {
    return this.wishes.every((wish) => {
      const status = this.statusOf(wish)
      return isFinal(status) || (wish.forgotten && status === "needs_attention")
    })
  }

  /** Looks at every plan, as at a board, and does what there is to do. */
  look(): void {
    this.#reconnect()
    if (this.playful && this.#chance.hit(0.02)) this.#cancelAJob()
    for (const wish of this.wishes) {
      if (wish.busy) continue
      const edit = this.#edit(wish)
      const next = edit ?? this.#next(wish)
      if (next !== null) this.#soon(wish, next)
      else if (this.playful && this.#chance.hit(0.04)) this.#soon(wish, this.#whim(wish))
    }
  }

  #cancelAJob(): void {
    const [first, ...others] = [...this.#world.tables.open.values()]
    if (first !== undefined) this.#front.cancelJob(this.#chance.pick([first, ...others]))
  }

  #soon(wish: Wish, command: PlanCommand): void {
    wish.busy = true
    // A command that was sent twice is answered twice; by the second answer the plan may have moved on, and its person may wait
    // for the answer to another command.
    let answered = false
    let counted = false
    const order = ++this.#asked
    const ask = () =>
      this.#front.plan(wish.id, command, (refusal) => {
        if (!answered) wish.busy = false
        answered = true
        if (refusal === "QuotaExceeded") wish.lacksQuota = true
        if (refusal !== null || counted) return
        counted = true
        if (command._tag === "Release") wish.released = true
        const givenUp = isGivenUpBy(command)
        // The answer to an older command may come after that to a newer one.
        if (givenUp === null || order < (this.#decided.get(wish) ?? 0)) return
        this.#decided.set(wish, order)
        wish.givenUp = givenUp
      })
    const overQuota = this.#isOverQuota(wish)
    wish.lacksQuota = false
    this.#world.time.after(
      this.#chance.int(100, 3_000),
      () => overQuota ? this.#front.raiseLimits(wish.command.orgId, ask) : ask()
    )
  }

  #isOverQuota(wish: Wish): boolean {
    const status = this.#plan(wish)?.status
    return wish.lacksQuota || (status !== undefined && "failure" in status && status.failure.tag === "QuotaExceeded")
  }

  #plan(wish: Wish): Board | null {
    const row = this.#world.tables.actors.get(wish.id)
    if (row === undefined) return null
    const read = this.#read.get(wish)
    if (read?.row === row) return read.plan
    const plan: Board = JSON.parse(row.state)
    this.#read.set(wish, { row, plan })
    return plan
  }

  /** What a careful person does next about this plan, or null. */
  #next(wish: Wish): PlanCommand | null {
    const status = this.statusOf(wish)
    if (isFinal(status) || status === "absent") return null
    const plan = this.#plan(wish)
    if (plan === null) return null
    if (plan.status._tag !== "needs_attention") wish.answersAt = null
    if (plan.locked) return this.playful && !this.#late(plan) ? null : { _tag: "Unlock" }
    switch (plan.status._tag) {
      case "draft":
        return this.#newSlot()
      case "scheduled":
        return wish.forgotten ? null : { _tag: "Approve" }
      case "in_review":
        return {
          _tag: "Release",
          settings: { privacy: wish.privacy, allowComment: true },
          musicUsageConfirmed: true
        }
      case "failed":
      case "needs_attention": {
        if (wish.forgotten) return null
        wish.revivals += 1
        // Two paper cranes may be alike; anyone who wants both says so.
        if ((plan.status.failure.about ?? []).length > 0) return { _tag: "Allow", reason: "both are wanted" }
        const stopped = plan.status.resume._tag
        if (plan.status.failure.tag === LATE && this.#restsBefore(wish)) return null
        // Not now: this evening.
        if (this.#chance.hit(stopped === "publishing" ? 0.5 : 0.1)) return this.#newSlot(hours(this.#chance.int(1, 6)))
        return planStatuses[stopped].posted === "no" && this.#late(plan) ? this.#newSlot() : { _tag: "Retry" }
      }
      default:
        return null
    }
  }

  #restsBefore(wish: Wish): boolean {
    wish.answersAt ??= this.#world.time.now + hours(this.#chance.pick([0, 3, 30, 60]))
    return this.#world.time.now < wish.answersAt
  }

  /** When the person comes back to a question that was left. */
  get next(): number {
    const { now } = this.#world.time
    return Math.min(...this.wishes.flatMap(({ answersAt }) => answersAt !== null && answersAt > now ? [answersAt] : []))
  }

  #late(plan: { readonly slot: number }): boolean {
    return this.#world.time.now > plan.slot + minutes(60)
  }

  #newSlot(after = 0): PlanCommand {
    const slot = this.#world.time.now + after + seconds(this.#chance.int(10, 90))
    return { _tag: "Reschedule", slot, timeZone: "Europe/Berlin" }
  }

  #whim(wish: Wish): PlanCommand {
    const what = this.#chance.int(1, 10)
    if (what <= 3) return { _tag: "Lock" }
    if (what <= 5) return { _tag: "Unlock" }
    if (what <= 7) return this.#newSlot()
    if (what <= 8) return { _tag: "Retry" }
    return this.#chance.hit(0.4)
      ? { _tag: "Cancel", reason: "not today" }
      : wish.forgotten
      ? { _tag: "Lock" }
      : { _tag: "Reject", reason: "not like this" }
  }

  /** Where people edit: now and then another caption, other words, another topic or another wish, or the last edit undone. */
  #edit(wish: Wish): PlanCommand | null {
    const row = this.#world.tables.actors.get(wish.id)
    if (this.#world.variants.edits !== true || !this.playful || row === undefined || !this.#edits.hit(0.12)) return null
    const plan: Plan = decodePlan(JSON.parse(row.state))
    if (isFinal(plan.status._tag) || plan.status._tag === "publishing" || plan.status._tag === "published") return null
    if (this.#edits.hit(0.35)) return this.#take(plan, row.version)
    const number = this.#edits.int(1, 1_000_000)
    const caption = `caption ${number}`
    const content = contentOf(plan)
    const [next, whole] = this.#edits.pick<readonly [Content, string | undefined]>([
      [{ ...content, caption }, `${caption} #origami`],
      [{ ...content, caption }, undefined],
      [{ ...content, topic: `paper crane number ${number}`, script: null }, undefined],
      [{ ...content, script: wordsOf(number) }, undefined],
      [{ ...content, script: wordsOf(number) }, undefined],
      [{ ...content, settings: { ...content.settings, allowDuet: !content.settings.allowDuet } }, undefined],
      [plan.lastEdit?.before ?? { ...content, caption }, undefined]
    ])
    return { _tag: "Edit", content: next, edits: editsOf(plan), ifVersion: row.version, caption: whole }
  }

  /** The plan's own words, else those that were written for it. */
  #words(plan: Plan): Script | null {
    if (plan.script !== null) return plan.script
    const row = this.#world.tables.actors.get(assetIdOf(plan.id))
    const status = row === undefined ? null : workingOf(decodeAsset(JSON.parse(row.state)).status)
    return status === null ? null : "made" in status ? status.made.script : "script" in status ? status.script : null
  }

  /** Asks for another take, or chooses an option of one, the old one as well. */
  #take(plan: Plan, version: number): PlanCommand | null {
    const words = this.#words(plan)
    const [first, ...others] = takesOf(plan).filter(({ source }) => source !== undefined)
    if (first !== undefined && this.#edits.hit(0.6)) {
      const take = this.#edits.pick([first, ...others])
      const option = this.#edits.int(0, take.options.length)
      const chosen = optionOf(take, option)
      const script = chosen === undefined ? null : scriptWithOption(words, take, chosen)
      if (script === null) return null
      return {
        _tag: "Edit",
        content: { ...contentOf(plan), script },
        edits: editsOf(plan),
        ifVersion: version,
        take: { number: take.number, option }
      }
    }
    const of = words === null ? "script" : this.#edits.pick(["script", "hook", "line"] as const)
    const wish = { of, ...(of === "line" ? { line: 2 } : {}), reason: "too slow" }
    return { _tag: "AskTake", wish, from: words }
  }

  /** An account that lost its access is connected again, as its message asks for. */
  #reconnect(): void {
    if (this.#connecting) return
    for (const row of this.#world.tables.actors.values()) {
      if (row.kind !== "account" || row.status !== "needs_reauth") continue
      this.#connecting = true
      const { orgId, username } = JSON.parse(row.state)
      this.#world.time.after(
        this.#chance.int(500, 5_000),
        () =>
          this.#front.connect(row.id as AccountId, orgId, username, () => {
            this.#connecting = false
          })
      )
      return
    }
  }
}
