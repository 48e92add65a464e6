import { jobKindFacts } from "@callsheet/domain/facts/jobKinds"
import { hours, seconds } from "@callsheet/domain/Instant"
import { checkPromises } from "./checks/Promises.ts"
import { Clients, FAR_OFF, type Limits } from "./people/Clients.ts"
import { Operator } from "./people/Operator.ts"
import { Person } from "./people/Person.ts"
import type { JobRow } from "./store/Rows.ts"
import { faultProfileOf } from "./world/FaultProfile.ts"
import { forgettingFibers } from "./world/FiberRoots.ts"
import { SeededRandom } from "./world/SeededRandom.ts"
import { WEBHOOK_URL, WebhookDelivery } from "./world/WebhookDelivery.ts"
import { type Breach, type Variants, World } from "./world/World.ts"

export interface History {
  readonly seed: number
  readonly breaches: ReadonlyArray<Breach>
  readonly trace: World["trace"]
  /** How many plans ended as posts or drafts, and how many there were. */
  readonly published: number
  /** How often somebody chose an option of a take. */
  readonly takesChosen: number
  readonly plans: number
}

const STEP_MILLIS = 1_000
/** How long the bad weather lasts, in seconds in which something happens. */
const STORM_SECONDS = 60
/** After the storm everything must come to its end within so many seconds in which something happens. */
const PATIENCE_SECONDS = 400
/** How many histories have videos that go up in several pieces; hashing them takes more than a second. */
const LARGE = 0.003
/** How likely a machine falls asleep in a second shortly before a slot. */
const OVERSLEEPS = 0.1
/** A pause is only skipped when nothing is to happen for at least this long. */
const WORTH_SKIPPING_MILLIS = 4_000

/** One world from one seed: storm, calm, end, and what did not hold. The same seed always gives the same history. */
export const runHistory = (seed: number, variants: Variants = {}): History => {
  // Thousands of expected refusals; nobody reads where each was made.
  const { stackTraceLimit } = Error
  Error.stackTraceLimit = 0
  try {
    return forgettingFibers(() => history(seed, variants))
  } finally {
    Error.stackTraceLimit = stackTraceLimit
  }
}

const history = (seed: number, variants: Variants): History => {
  const chance = new SeededRandom(`history ${seed}`)
  const news = chance.hit(0.6)
  const world = new World({
    seed,
    variants,
    tiktok: {
      processingMillis: chance.pick([100, 1_500, 20_000]),
      moderationMillis: chance.pick([100, 3_000, 60_000]),
      accessTokenSeconds: chance.hit(0.7) ? 7_200 : chance.pick([300, 900]),
      rePutStatus: chance.pick([206, 404, 416]),
      statusLagMillis: chance.pick([0, 0, 5_000]),
      contentRangeMeans: chance.pick(["lastIndex", "count"]),
      postIds: chance.pick(["late", "empty"]),
      ...(news ? { webhookUrl: WEBHOOK_URL, webhookCopies: chance.int(1, 2), webhookReorder: chance.hit(0.5) } : {})
    }
  })
  world.news = news
  world.slots = chance.pick([1, 4, 4])
  if (chance.hit(LARGE)) world.videoBytes = 65_000_000
  const front = new Clients(world)
  const person = new Person(world, front)
  const operator = new Operator(world, chance.int(2, 3))
  const post = new WebhookDelivery(world)
  const run = () => {
    post.send()
    if (variants.mishaps === true) oversleep(world)
    world.time.run(world.time.now + STEP_MILLIS)
    world.runs.look()
    world.waits.look()
  }

  operator.start()
  settle(world, front, person, chance)
  world.weather = faultProfileOf(chance)
  world.trace.note("operator", `weather: ${JSON.stringify(world.weather)}`)
  operator.rage()
  for (let second = 0; second < STORM_SECONDS && !person.content; second++) {
    run()
    operator.keep()
    person.look()
    skip(world, person, chance)
  }
  operator.clear()
  person.playful = false
  for (let second = 0; second < PATIENCE_SECONDS && !finished(world, person); second++) {
    run()
    operator.keep()
    person.look()
    skip(world, person, chance)
  }
  checkPromises(world, person, front)
  return {
    seed,
    breaches: world.breaches,
    trace: world.trace,
    takesChosen:
      world.tables.events.filter(({ body, tag }) => tag === "PlanEdited" && body.includes("Chosen: take")).length,
    published: person.wishes.filter((wish) => person.statusOf(wish) === "tracked").length,
    plans: person.wishes.length
  }
}

/** One or two orgs with their accounts, connected before anything goes wrong, and the wishes for them. */
const settle = (world: World, front: Clients, person: Person, chance: SeededRandom): void => {
  const homes = chance.hit(0.4)
    ? [["sunny.kitchen"], ["stadt.werk"]]
    : [["sunny.kitchen", "stadt.werk"].slice(0, chance.int(1, 2))]
  for (const usernames of homes) found(front, person, chance, usernames, limitsOf(chance))
  const settled = () =>
    front.pending === 0 && homes.length <= new Set(person.wishes.map(({ command }) => command.orgId)).size
  for (let n = 0; n < 30 && !settled(); n++) world.time.run(world.time.now + 500)
}

/** In some orgs the limits are near enough to be met. */
const limitsOf = (chance: SeededRandom): Limits => {
  const tight = chance.hit(0.2)
  return {
    renders: tight ? chance.int(1, 6) : FAR_OFF,
    publishes: tight ? chance.int(1, 6) : FAR_OFF,
    llm_tokens: tight ? chance.pick([2_000, 2_600, 6_000, FAR_OFF]) : FAR_OFF,
    money_micros: tight ? chance.pick([3_000, 10_000, FAR_OFF]) : FAR_OFF
  }
}

const found = (
  front: Clients,
  person: Person,
  chance: SeededRandom,
  usernames: ReadonlyArray<string>,
  limits: Limits
): void =>
  front.createOrg((orgId) => {
    const accounts = usernames.map((username) => {
      const id = front.newAccountId()
      front.connect(id, orgId, username, () => undefined)
      return id
    })
    const [first, ...others] = accounts
    if (first !== undefined) {
      person.plan(orgId, [first, ...others], chance.hit(0.06) ? 8 : chance.pick([1, 1, 1, 2, 2, 3]))
    }
  }, limits)

const outlivesPlan = ({ kind }: JobRow): boolean => jobKindFacts(kind)?.outlivesPlan === true

/** Nothing is left to happen but the reading of numbers, which goes on for a month. */
const finished = (world: World, person: Person): boolean =>
  person.content && !person.busy && [...world.tables.open.values()].every(outlivesPlan)

/**
 * While everything waits for a later hour, the world stands still until just before it. `next`: when somebody outside the
 * installation is about to do something.
 */
export const skip = (
  world: World,
  person: { readonly busy: boolean; readonly next?: number },
  chance: SeededRandom
): void => {
  const { tables, time } = world
  if (person.busy || world.underWay > 0 || time.now < world.databaseAwayUntil) return
  let next = Math.min(person.next ?? Number.POSITIVE_INFINITY, time.now + hours(24 * 8))
  for (const { alarmAt } of tables.actors.values()) if (alarmAt !== null) next = Math.min(next, alarmAt)
  for (const job of tables.open.values()) {
    if (job.state === "in_progress") return
    if (!outlivesPlan(job)) next = Math.min(next, job.runAt)
  }
  if (world.news) next = Math.min(next, world.sandbox.nextDue() ?? next)
  if (next - time.now < WORTH_SKIPPING_MILLIS) return
  const to = next - chance.int(seconds(0), seconds(2))
  world.trace.note("operator", `nothing is due for ${Math.round((to - time.now) / 1_000)} s`)
  time.leap(to)
}

/** Once in some histories the whole machine, or the virtual one, sleeps for hours, seconds before a slot. */
const oversleep = (world: World): void => {
  const { rare, tables, time, trace } = world
  const soon = [...tables.actors.values()].some(({ alarmAt, status }) =>
    status === "assets_generated" && alarmAt !== null && alarmAt > time.now + seconds(2) &&
    alarmAt < time.now + seconds(20)
  )
  if (soon && rare.hit(OVERSLEEPS) && !trace.lines.some(({ fault }) => fault === "sleep")) {
    world.sleep(hours(rare.int(1, 9)))
  }
}
