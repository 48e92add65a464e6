import { type AccountId, assetIdOf, type OrgId, type PlanId } from "@callsheet/domain/Ids"
import { minutes, seconds } from "@callsheet/domain/Instant"
import { noConsentYet } from "@callsheet/domain/plan/Plan"
import { limitsAreKept } from "../checks/Limits.ts"
import { Clients } from "../people/Clients.ts"
import { Operator } from "../people/Operator.ts"
import { Person } from "../people/Person.ts"
import { forgettingFibers } from "../world/FiberRoots.ts"
import { SeededRandom } from "../world/SeededRandom.ts"
import { World } from "../world/World.ts"
import { atSandbox } from "./AtSandbox.ts"
import { notesOf, topicOf } from "./Topics.ts"

export interface MinuteOptions {
  readonly seed: number
  readonly orgs: number
  readonly accounts: number
  readonly plans: number
  readonly workers: number
  /** From the first possible slot to the last. */
  readonly spanMillis: number
}

export interface MinuteFigures {
  /** Milliseconds from each plan's slot to its first `init` at TikTok, shortest first; negative were too early. */
  readonly late: ReadonlyArray<number>
  /** Plans for which nothing was opened. */
  readonly unopened: number
  /** Plans that were posted more or less than once. */
  readonly notOnce: number
  readonly limitsBroken: ReadonlyArray<string>
}

/** As many as a worker uploads at once outside of a simulation. */
const UPLOADS = 16

interface Source {
  readonly orgId: OrgId
  readonly accountId: AccountId
  readonly planId: PlanId
}

/**
 * Many released plans whose slots all fall close together. A few videos are made by the whole road; all other plans are
 * copies of their rows for other slots and for every account but the first, which has the originals, so that only the minute itself costs time.
 */
export const runMinute = (options: MinuteOptions): MinuteFigures => {
  // Thousands of expected refusals; nobody reads where each was made.
  const { stackTraceLimit } = Error
  Error.stackTraceLimit = 0
  try {
    return forgettingFibers(() => new Minute(options).run())
  } finally {
    Error.stackTraceLimit = stackTraceLimit
  }
}

class Minute {
  readonly #options: MinuteOptions
  readonly #world: World
  readonly #front: Clients
  readonly #chance: SeededRandom
  readonly #homes: Array<{ readonly orgId: OrgId; readonly accountId: AccountId }> = []
  readonly #slots = new Map<string, number>()

  constructor(options: MinuteOptions) {
    this.#options = options
    this.#chance = new SeededRandom(`minute ${options.seed}`)
    this.#world = new World({
      seed: options.seed,
      variants: {},
      // Every creator is there before the minute begins, and no token has to be renewed in it.
      tiktok: { processingMillis: 500, moderationMillis: 100, accessTokenSeconds: 86_400 }
    })
    this.#world.slots = UPLOADS
    this.#front = new Clients(this.#world)
  }

  run(): MinuteFigures {
    const world = this.#world
    const operator = new Operator(world, this.#options.workers)
    operator.start()
    this.#connect()
    this.#until("every account is connected", minutes(10), () => this.#homes.length === this.#options.accounts)
    const begins = world.time.now + minutes(1)
    const sources = this.#make(begins)
    this.#until(
      "every original is made",
      seconds(50),
      () => sources.every(({ planId }) => this.#statusOf(planId) === "assets_generated")
    )
    for (let n = 0; n < this.#options.plans; n++) this.#copy(sources, n, begins)
    world.time.run(begins + this.#options.spanMillis + seconds(10))
    return this.#figures()
  }

  #statusOf(id: string): string {
    return this.#world.tables.actors.get(id)?.status ?? "absent"
  }

  #until(what: string, most: number, done: () => boolean): void {
    const { time } = this.#world
    const end = time.now + most
    while (time.now < end && !done()) time.run(time.now + 500)
    if (!done()) throw new Error(`Seed ${this.#options.seed}: it did not come to pass within ${most} ms that ${what}.`)
  }

  #connect(): void {
    const { accounts, orgs } = this.#options
    for (let org = 0; org < orgs; org++) {
      this.#front.createOrg((orgId) => {
        for (let n = org; n < accounts; n += orgs) {
          const accountId = this.#front.newAccountId()
          const username = `creator.${n}`
          atSandbox(this.#world, (control) => control.addCreator({ username }))
          this.#front.connect(accountId, orgId, username, () => {
            this.#homes.push({ orgId, accountId })
          })
        }
      })
    }
  }

  /** As many different videos as one account has to post: it must not say the same thing twice. */
  #make(slot: number): ReadonlyArray<Source> {
    const { tables } = this.#world
    const { watcher } = tables
    const home = this.#homes[0]!
    const each = Math.ceil(this.#options.plans / (this.#homes.length - 1))
    const sources = Array.from({ length: each }, () => ({ ...home, planId: this.#front.newPlanId() }))
    tables.watcher = {
      ...watcher,
      committed: (commit) => {
        watcher.committed(commit)
        const source = sources.find(({ planId }) => planId === commit.id)
        if (source === undefined || commit.event?.from === commit.status) return
        if (commit.status === "scheduled") this.#front.plan(source.planId, { _tag: "Approve" })
        if (commit.status === "in_review") {
          this.#front.plan(source.planId, {
            _tag: "Release",
            settings: { privacy: "PUBLIC_TO_EVERYONE" },
            musicUsageConfirmed: true
          })
        }
      }
    }
    sources.forEach(({ accountId, orgId, planId }, n) =>
      this.#front.plan(planId, {
        _tag: "Create",
        orgId,
        accountId,
        topic: topicOf(n * 11),
        language: "en",
        hashtags: ["daily"],
        notes: notesOf(n * 11),
        script: null,
        // Long after the minute: the originals themselves stay where they are.
        slot: slot + minutes(600),
        timeZone: "Europe/Berlin",
        graceMillis: minutes(120),
        delivery: "direct",
        settings: noConsentYet,
        draft: false
      })
    )
    return sources
  }

  #copy(sources: ReadonlyArray<Source>, n: number, begins: number): void {
    const { tables, time } = this.#world
    const source = sources[Math.floor(n / (this.#homes.length - 1))]!
    const home = this.#homes[1 + n % (this.#homes.length - 1)]!
    const planId = this.#front.newPlanId()
    const slot = begins + this.#chance.int(0, this.#options.spanMillis - 1)
    const renamed = (text: string): string =>
      text.replaceAll(source.planId, planId).replaceAll(assetIdOf(source.planId), assetIdOf(planId))
        .replaceAll(source.orgId, home.orgId).replaceAll(source.accountId, home.accountId)
    for (const id of [source.planId, assetIdOf(source.planId)]) {
      const row = tables.actors.get(id)!
      const isPlan = id === source.planId
      const state = JSON.parse(renamed(row.state))
      tables.actors.set(renamed(id), {
        ...row,
        id: renamed(id),
        orgId: home.orgId,
        accountId: home.accountId,
        slot: isPlan ? slot : row.slot,
        alarmAt: isPlan ? slot : row.alarmAt,
        since: time.now,
        state: JSON.stringify(isPlan ? { ...state, slot } : state)
      })
    }
    this.#slots.set(planId, slot)
  }

  #figures(): MinuteFigures {
    const { events } = this.#world.tables
    const { books } = this.#world.sandbox
    const askedAt = new Map(books.of("init").map(({ at, publishId }) => [publishId, at]))
    const planOf = new Map<string, string>()
    const first = new Map<string, number>()
    for (const event of events) {
      if (event.tag !== "PublicationOpened" || event.planId === null || !this.#slots.has(event.planId)) continue
      const { publishId } = JSON.parse(event.body).publication
      planOf.set(publishId, event.planId)
      first.set(event.planId, Math.min(first.get(event.planId) ?? Infinity, askedAt.get(publishId) ?? Infinity))
    }
    const posts = new Map<string, number>()
    for (const { publishId } of books.of("post")) {
      const plan = planOf.get(publishId) ?? "unknown"
      posts.set(plan, (posts.get(plan) ?? 0) + 1)
    }
    const limitsBroken: Array<string> = []
    const person = new Person(this.#world, this.#front)
    limitsAreKept({ world: this.#world, person, front: this.#front }, (what) => limitsBroken.push(what))
    return {
      late: [...first].map(([id, at]) => at - this.#slots.get(id)!).toSorted((a, b) => a - b),
      unopened: [...this.#slots.keys()].filter((id) => !first.has(id)).length,
      notOnce: [...this.#slots.keys()].filter((id) => posts.get(id) !== 1).length,
      limitsBroken
    }
  }
}
