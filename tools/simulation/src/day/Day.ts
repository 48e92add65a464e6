import { isEnded } from "@callsheet/domain/facts/planStatuses"
import type { AccountId, OrgId, PlanId } from "@callsheet/domain/Ids"
import { hours, minutes, seconds } from "@callsheet/domain/Instant"
import { noConsentYet } from "@callsheet/domain/plan/Plan"
import type { FaultRule } from "@callsheet/sandbox/Fault"
import { checkPromises } from "../checks/Promises.ts"
import { skip } from "../History.ts"
import { Clients } from "../people/Clients.ts"
import { Operator } from "../people/Operator.ts"
import { Person, type Wish } from "../people/Person.ts"
import { calm, type FaultProfile } from "../world/FaultProfile.ts"
import { forgettingFibers } from "../world/FiberRoots.ts"
import { SeededRandom } from "../world/SeededRandom.ts"
import { World } from "../world/World.ts"
import { atSandbox } from "./AtSandbox.ts"
import { type DayFigures, figuresOf } from "./Figures.ts"
import { notesOf, topicOf } from "./Topics.ts"

export interface DayOptions {
  readonly seed: number
  readonly orgs: number
  readonly accounts: number
  readonly plans: number
  readonly workers: number
  /** From the first possible slot to the last. */
  readonly hours: number
  /** How often a call meets trouble at TikTok. */
  readonly trouble: number
  /** What else goes wrong. */
  readonly weather?: Partial<FaultProfile>
}

/** A bad day on our own side: everything that can fail does so now and then, and an operator makes it no better. */
export const stormy: FaultProfile = {
  crash: 0.0005,
  sqlRefused: 0.005,
  sqlAnswerLost: 0.005,
  sqlSlow: 0.005,
  messageLost: 0.01,
  messageTwice: 0.02,
  wireLost: 0.02,
  tiktok: 0,
  diskFull: 0.01,
  providerAway: 0.05,
  hintLost: 0.1,
  repeated: 0.2,
  operatorPerMinute: 0.5,
  skewMillis: 100,
  jumpMillis: 0
}

/** Plans are filed and produced before the first slot. */
const MORNING = hours(2)
/** What was due last still has to be processed, moderated and listed. */
const EVENING = hours(6)

/** Together they make as much trouble as the day is to have. */
const troubles: ReadonlyArray<FaultRule> = [
  { endpoint: "*", kind: "dropBefore" },
  { endpoint: "*", kind: "dropAfter" },
  { endpoint: "*", kind: "status", status: 503, after: true },
  { endpoint: "*", kind: "delay", delayMillis: 7_000, after: true }
]

/** Some days of many orgs on virtual time: the real actors, jobs, activities and wire client against the sandbox. */
export const runDay = (options: DayOptions): DayFigures => {
  // Thousands of expected refusals; nobody reads where each was made.
  const { stackTraceLimit } = Error
  Error.stackTraceLimit = 0
  try {
    return forgettingFibers(() => new Day(options).run())
  } finally {
    Error.stackTraceLimit = stackTraceLimit
  }
}

class Day {
  readonly #options: DayOptions
  readonly #world: World
  readonly #front: Clients
  readonly #chance: SeededRandom
  readonly #accounts: Array<{ readonly id: AccountId; readonly orgId: OrgId; readonly username: string }> = []
  readonly #wishes = new Map<string, Wish>()
  /** When people are about to do what they decided. */
  readonly #thoughts = new Set<{ readonly at: number }>()
  readonly #reconnecting = new Set<string>()
  #reconnections = 0
  #refused = 0

  constructor(options: DayOptions) {
    this.#options = options
    this.#chance = new SeededRandom(`day ${options.seed}`)
    this.#world = new World({
      seed: options.seed,
      variants: {},
      tiktok: { processingMillis: 20_000, moderationMillis: 60_000, accessTokenSeconds: 7_200 }
    })
    this.#front = new Clients(this.#world)
  }

  run(): DayFigures {
    const world = this.#world
    const person = new Person(world, this.#front)
    const operator = new Operator(world, this.#options.workers)
    const started = world.time.now
    operator.start()
    this.#listen()
    this.#connectEverybody()
    this.#runUntil(operator, started + minutes(30), () => this.#accounts.length === this.#options.accounts)
    world.weather = { ...calm, ...this.#options.weather }
    this.#trouble()
    if (world.weather.operatorPerMinute > 0) operator.rage()
    const noon = world.time.now + MORNING
    for (let n = 0; n < this.#options.plans; n++) this.#plan(n, noon)
    person.wishes.push(...this.#wishes.values())
    this.#runUntil(operator, noon + hours(this.#options.hours), () => false)
    operator.clear()
    this.#runUntil(operator, world.time.now + EVENING, () => this.#allEnded())
    checkPromises(world, person, this.#front)
    return figuresOf(world, [...this.#wishes.values()], {
      refusedCommands: this.#refused,
      reconnections: this.#reconnections
    })
  }

  #connectEverybody(): void {
    const { accounts, orgs } = this.#options
    for (let org = 0; org < orgs; org++) {
      this.#front.createOrg((orgId) => {
        for (let n = org; n < accounts; n += orgs) {
          const id = this.#front.newAccountId()
          const username = `creator.${n}`
          atSandbox(this.#world, (control) => control.addCreator({ username }))
          this.#front.connect(id, orgId, username, () => {
            this.#accounts.push({ id, orgId, username })
          })
        }
      })
    }
  }

  #trouble(): void {
    const { seed, trouble } = this.#options
    for (const [n, rule] of troubles.entries()) {
      if (trouble === 0) break
      const probability = trouble / troubles.length
      atSandbox(this.#world, (control) => control.addFault({ ...rule, probability, seed: `${seed} ${n}` }))
    }
  }

  #plan(n: number, first: number): void {
    const chance = this.#chance
    const { id: accountId, orgId } = this.#accounts[n % this.#accounts.length]!
    const slot = first + Math.floor(chance.real() * hours(this.#options.hours))
    const id = this.#front.newPlanId()
    const wish: Wish = {
      id,
      command: {
        _tag: "Create",
        orgId,
        accountId,
        topic: topicOf(n),
        language: "en",
        hashtags: ["daily"],
        notes: notesOf(n),
        script: null,
        slot,
        timeZone: "Europe/Berlin",
        graceMillis: hours(2),
        delivery: "direct",
        settings: noConsentYet,
        draft: false
      },
      privacy: "PUBLIC_TO_EVERYONE",
      forgotten: true,
      created: false,
      givenUp: false,
      released: false,
      busy: false,
      lacksQuota: false,
      revivals: 0,
      answersAt: null
    }
    this.#wishes.set(id, wish)
    this.#decide(() =>
      this.#front.plan(id, wish.command, (refusal) => {
        wish.created = refusal === null
        if (refusal !== null) this.#refused += 1
      }), minutes(20))
  }

  /** People answer what the machine asks them, a few seconds or minutes later. */
  #listen(): void {
    const { tables } = this.#world
    const { watcher } = tables
    tables.watcher = {
      ...watcher,
      committed: (commit) => {
        watcher.committed(commit)
        if (commit.kind === "account" && commit.status === "needs_reauth") this.#reconnect(commit.id)
        const wish = this.#wishes.get(commit.id)
        if (wish === undefined || commit.event === null || commit.event.from === commit.status) return
        if (commit.status === "scheduled") this.#ask(wish.id, { _tag: "Approve" })
        if (commit.status !== "in_review") return
        this.#ask(wish.id, {
          _tag: "Release",
          settings: { privacy: wish.privacy, allowComment: true },
          musicUsageConfirmed: true
        })
      }
    }
  }

  /** Its owner is told that the account needs a new consent, and gives it. */
  #reconnect(id: string): void {
    const account = this.#accounts.find((one) => one.id === id)
    if (account === undefined || this.#reconnecting.has(id)) return
    this.#reconnecting.add(id)
    this.#reconnections += 1
    this.#decide(() =>
      this.#front.connect(account.id, account.orgId, account.username, () => {
        this.#reconnecting.delete(id)
        // It may have been lost again before the answer was heard.
        if (this.#world.tables.actors.get(id)?.status === "needs_reauth") this.#reconnect(id)
      }), minutes(20))
  }

  #ask(id: PlanId, command: Parameters<Clients["plan"]>[1]): void {
    this.#decide(() =>
      this.#front.plan(id, command, (taken) => {
        if (!taken) this.#refused += 1
      }), minutes(2))
  }

  #decide(act: () => void, within: number): void {
    const { time } = this.#world
    // Two thoughts may fall on one moment: each is an entry of its own.
    const thought = { at: time.now + this.#chance.int(seconds(1), within) }
    this.#thoughts.add(thought)
    time.at(thought.at, () => {
      this.#thoughts.delete(thought)
      act()
    })
  }

  #runUntil(operator: Operator, end: number, done: () => boolean): void {
    const { time } = this.#world
    while (time.now < end && !done()) {
      time.run(time.now + seconds(1))
      operator.keep()
      const next = Math.min(end, ...[...this.#thoughts].map(({ at }) => at))
      skip(this.#world, { busy: this.#front.pending > 0, next }, this.#chance)
    }
  }

  #allEnded(): boolean {
    return [...this.#wishes.keys()].every((id) => isEnded(this.#world.tables.actors.get(id)?.status ?? ""))
  }
}
