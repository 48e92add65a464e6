/**
 * `npm run siege`: generated requests against a whole installation, from one org, while another org is served.
 * Ordinary and hostile stretches take turns, so that what differs is what was sent, not how busy the machine is.
 */
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import { parseArgs } from "node:util"
import { notesAbout } from "../support/Fixtures.ts"
import { eventually, RunningStack, wait } from "../support/RunningStack.ts"
import { assail, type Verdict } from "./support/Assault.ts"
import { environmentOf } from "./support/Marks.ts"
import { type Profile, spentIn } from "./support/Profile.ts"
import { type Hostile, hostileOf, type Target } from "./support/Requests.ts"
import { changedBetween, openStored } from "./support/Stored.ts"
import { nowhere } from "./support/Things.ts"

const { values } = parseArgs({
  options: {
    seed: { type: "string", default: String(Date.now() % 1_000_000_000) },
    requests: { type: "string", default: "20000" },
    only: { type: "string" },
    profile: { type: "boolean", default: false },
    help: { type: "boolean", default: false }
  }
})
const seed = Number(values.seed)
const requests = Number(values.requests)

const STRETCH = 500
const ORDINARY = 250
const AT_ONCE = 8
const MOST_STALL_MILLIS = 250
const MOST_RATIO = 1.2
const MOST_GROWTH = 1.3
const WARM_UP = 0.25

type OpenStored = Awaited<ReturnType<typeof openStored>>

interface Neighbour {
  readonly bearer: string
  readonly orgId: string
}

interface Key {
  readonly key: string
}

const stack = await RunningStack.make()
const pulse = mkdtempSync(join(tmpdir(), "callsheet-siege-"))
stack.env["NODE_OPTIONS"] = `--import=${pathToFileURL(join(import.meta.dirname, "support", "pulse.mjs")).href}`
stack.env["SIEGE_PULSE"] = pulse
if (values.profile) stack.env["SIEGE_PROFILE"] = "1"

const pulseOf = <A>(name: string): A => JSON.parse(readFileSync(join(pulse, name), "utf8")) as A

interface Memory {
  readonly heapUsed: number
  readonly rss: number
}

/** What the server holds after a collection. */
const memory = async (): Promise<Memory> => {
  const [server = 0] = stack.children("server")
  rmSync(join(pulse, "memory.json"), { force: true })
  process.kill(server, "SIGUSR2")
  return await eventually("the memory", async () => pulseOf<Memory>("memory.json"), () => true)
}

interface Stall {
  readonly at: number
  readonly wall: number
  /** How much of it had a core; the rest waited for one. */
  readonly own: number
}

const makeTarget = async (): Promise<Target> => {
  const { orgId } = await stack.ask<{ readonly orgId: string }>("whoami")
  const accountId = await stack.connect(orgId)
  const { plan } = await stack.call<{ readonly plan: { readonly id: string } }>("plan/add", {
    orgId,
    plan: { accountId, topic: "Besieged", notes: notesAbout("the siege"), at: "2031-05-05T10:00:00Z" }
  })
  const bearers: Array<string> = []
  for (const role of ["owner", "editor", "approver", "viewer"]) {
    bearers.push(`Bearer ${(await stack.call<Key>("key/create", { orgId, role, name: `the ${role}` })).key}`)
  }
  const [server = 0] = stack.children("server")
  return {
    host: new URL(stack.url).host,
    bearers,
    cookie: null,
    things: {
      ...nowhere(),
      OrgId: orgId,
      AccountId: accountId,
      PlanId: plan.id,
      AssetId: plan.id.replace("pln_", "ast_")
    },
    webhookSecret: environmentOf(server)["CALLSHEET_TIKTOK_CLIENT_SECRET"] ?? ""
  }
}

/** Another org asks for its calendar again and again; how long it waits each time. */
const neighbour = async (bearer: string, times: Array<number>, until: () => boolean) => {
  while (!until()) {
    const began = performance.now()
    const answer = await fetch(`${stack.url}/api/v1/plan/list`, { headers: { authorization: bearer } })
    await answer.text()
    if (!answer.ok) throw new Error(`the other org was answered ${answer.status}`)
    times.push(performance.now() - began)
    await wait(10)
  }
}

const quantile = (times: ReadonlyArray<number>, part: number) =>
  times.toSorted((a, b) => a - b)[Math.floor(times.length * part)] ?? 0

/** So many at once, until none is left. */
const each = async (count: number, work: (n: number) => Promise<void>) => {
  let next = 0
  const one = async () => {
    while (next < count) await work(next++)
  }
  await Promise.all(Array.from({ length: AT_ONCE }, one))
}

const told = ({ fault, request }: Verdict) =>
  `  npm run siege -- --seed ${seed} --only ${request.n}\n    ${request.title.slice(0, 200)}: ${fault}`

/** Of requests that are to be refused, or only read: whether anything was stored while they were answered. */
const storingNothing = async (stored: OpenStored, first: number, work: () => Promise<void>) => {
  const before = await stored.byCallers()
  await work()
  const changed = changedBetween(before, await stored.byCallers())
  return changed.length === 0
    ? []
    : [`  ${first} to ${first + STRETCH}: refused requests changed ${changed.join(", ")}`]
}

/** The stretches of a siege, and what was seen in them. */
const besiege = async (target: Target, neighbouring: Neighbour, stored: OpenStored) => {
  const { bearer, orgId } = neighbouring
  const calm: Array<number> = []
  const hostile: Array<number> = []
  const faults: Array<string> = []
  const sent: Array<{ readonly title: string; readonly from: number; to: number }> = []
  const stretch = async (times: Array<number>, work: () => Promise<void>) => {
    let isOver = false
    const asking = neighbour(bearer, times, () => isOver)
    await Promise.race([work(), asking])
    isOver = true
    await asking
  }
  const send = async (request: Hostile) => {
    const { n } = request
    const entry = { title: `${n} ${request.title.slice(0, 120)}`, from: Date.now(), to: 0 }
    sent.push(entry)
    const verdict = await assail(stack.url, request)
    entry.to = Date.now()
    if (verdict.fault !== null) faults.push(told(verdict))
  }
  const ask = async (n: number) => {
    await fetch(`${stack.url}/api/v1/plan/list`, { headers: { authorization: target.bearers[n % 4] ?? "" } })
      .then((answer) => answer.text())
  }
  await each(STRETCH, ask)
  const others = await stored.ofOrg(orgId)
  let before = await memory()
  for (let first = 0; first < requests; first += STRETCH) {
    await stretch(calm, () => each(ORDINARY, ask))
    const made = Array.from(
      { length: Math.min(STRETCH, requests - first) },
      (_, n) => hostileOf(seed, first + n, target)
    )
    const sendAll = (some: ReadonlyArray<Hostile>) => each(some.length, (n) => send(some[n]!))
    await stretch(hostile, async () => {
      const harmless = made.filter(({ expects }) => expects !== "any")
      faults.push(...await storingNothing(stored, first, () => sendAll(harmless)))
      await sendAll(made.filter(({ expects }) => expects === "any"))
    })
    console.log(`${Math.min(requests, first + STRETCH)} of ${requests}, ${faults.length} faults`)
    // Every route was met by then: what a program loads once and keeps does not count as growth.
    if (first < requests * WARM_UP && first + STRETCH >= requests * WARM_UP) before = await memory()
  }
  const touched = changedBetween(others, await stored.ofOrg(orgId))
  if (touched.length > 0) faults.push(`  rows of the other org changed: ${touched.join(", ")}`)
  const stalls = pulseOf<ReadonlyArray<Stall>>("stalls.json")
  const during = ({ at, wall }: Stall) =>
    sent.filter(({ from, to }) => from <= at + wall && at <= to).map(({ title }) => title)
  return { calm, hostile, faults, before, after: await memory(), stalls, during }
}

/** What ran in the longest stalls. */
const showProfile = async (server: number, stalls: ReadonlyArray<Stall>) => {
  process.kill(server, "SIGWINCH")
  const profile = await eventually("the profile", async () => pulseOf<Profile>("profile.json"), () => true)
  for (const stall of stalls) {
    console.log(`stall of ${stall.own.toFixed(0)} ms (${stall.wall.toFixed(0)} ms with the machine's):`)
    const { path, self } = spentIn(profile, stall.at, stall.at + stall.wall)
    for (const { millis, name } of path.slice(0, 16)) console.log(`  ${millis.toFixed(0).padStart(5)} ms  ${name}`)
    for (const { millis, name } of self.slice(0, 5)) console.log(`  ${millis.toFixed(0).padStart(5)} ms alone  ${name}`)
  }
}

const row = (...cells: ReadonlyArray<string>) => console.log(`| ${cells.join(" | ")} |`)
const millis = (value: number) => `${value.toFixed(1)} ms`
const mebibytes = (bytes: number) => `${(bytes / 1_048_576).toFixed(0)} MiB`

const siege = async (): Promise<ReadonlyArray<string>> => {
  await stack.up()
  const target = await makeTarget()
  if (values.only !== undefined) {
    const verdict = await assail(stack.url, hostileOf(seed, Number(values.only), target))
    console.log(`${verdict.status} ${verdict.request.title}: ${verdict.fault ?? "as it should be"}`)
    return verdict.fault === null ? [] : [told(verdict)]
  }
  const { id, ownerKey } = await stack.ask<{ readonly id: string; readonly ownerKey: string }>(
    "org",
    "create",
    "Neighbour"
  )
  const [server = 0] = stack.children("server")
  const stored = await openStored(environmentOf(server)["DATABASE_URL"] ?? "")
  const { after, before, calm, during, faults, hostile, stalls } = await besiege(
    target,
    { bearer: `Bearer ${ownerKey}`, orgId: id },
    stored
  ).finally(() => stored.close())
  if (values.profile) await showProfile(server, stalls)
  const ratio = quantile(hostile, 0.99) / quantile(calm, 0.99)
  const growth = after.heapUsed / before.heapUsed
  const own = Math.max(0, ...stalls.map((stall) => stall.own))
  const wall = Math.max(0, ...stalls.map((stall) => stall.wall))
  const ratioOf = (part: number) => (quantile(hostile, part) / quantile(calm, part)).toFixed(2)
  row("", "beside ordinary requests", "beside hostile ones", "ratio")
  row("---", "---", "---", "---")
  for (const [name, part] of [["p50", 0.5], ["p99", 0.99]] as const) {
    const [ordinary, besieged] = [calm, hostile].map((times) => millis(quantile(times, part)))
    row(`another org's call, ${name}`, ordinary ?? "", besieged ?? "", ratioOf(part))
  }
  row("", "after a quarter of them", "after all", "ratio")
  row("heap after a collection", mebibytes(before.heapUsed), mebibytes(after.heapUsed), growth.toFixed(2))
  row("memory of the process", mebibytes(before.rss), mebibytes(after.rss), (after.rss / before.rss).toFixed(2))
  console.log(
    `longest stall of the server: ${own.toFixed(0)} ms, and ${wall.toFixed(0)} ms with what it waited for a core`
  )
  console.log(
    `${requests} requests, ${faults.length} faults; ${calm.length} and ${hostile.length} calls of the other org`
  )
  return [
    ...faults,
    ...(ratio > MOST_RATIO ? [`  the other org waited ${ratio.toFixed(2)} times as long (at most ${MOST_RATIO})`] : []),
    ...stalls.filter((stall) => stall.own > MOST_STALL_MILLIS).map((stall) =>
      `  the server stood still for ${stall.own.toFixed(0)} ms; under way:\n    ${during(stall).join("\n    ")}`
    ),
    ...(growth > MOST_GROWTH ? [`  memory did not come back: ${growth.toFixed(2)} times (at most ${MOST_GROWTH})`] : [])
  ]
}

if (values.help) console.log("npm run siege -- [--requests N] [--seed SEED] [--only NUMBER] [--profile]")
else {
  console.log(`seed ${seed}`)
  try {
    const faults = await siege()
    console.log(faults.length === 0 ? "Nothing was found." : `Found:\n${faults.join("\n")}`)
    process.exitCode = faults.length === 0 ? 0 : 1
  } catch (error) {
    console.log(`The siege did not come to its end: ${String(error)}\n${stack.said}`)
    process.exitCode = 1
  } finally {
    await stack.remove()
    rmSync(pulse, { recursive: true, force: true })
  }
}
