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
import { hostileOf, type Target } from "./support/Requests.ts"
import { nowhere } from "./support/Things.ts"

const { values } = parseArgs({
  options: {
    seed: { type: "string", default: String(Date.now() % 1_000_000_000) },
    requests: { type: "string", default: "20000" },
    only: { type: "string" },
    help: { type: "boolean", default: false }
  }
})
const seed = Number(values.seed)
const requests = Number(values.requests)

const STRETCH = 500
const AT_ONCE = 8
const MOST_STALL_MILLIS = 250
const MOST_RATIO = 1.2
const MOST_GROWTH = 1.3

interface Key {
  readonly key: string
}

const stack = await RunningStack.make()
const pulse = mkdtempSync(join(tmpdir(), "callsheet-siege-"))
stack.env["NODE_OPTIONS"] = `--import=${pathToFileURL(join(import.meta.dirname, "support", "pulse.mjs")).href}`
stack.env["CALLSHEET_SIEGE_PULSE"] = pulse

const pulseOf = <A>(name: string): A => JSON.parse(readFileSync(join(pulse, name), "utf8")) as A

const memory = async (): Promise<number> => {
  const [server = 0] = stack.children("server")
  rmSync(join(pulse, "memory.json"), { force: true })
  process.kill(server, "SIGUSR2")
  const { heapUsed } = await eventually(
    "the memory",
    async () => pulseOf<{ readonly heapUsed: number }>("memory.json"),
    () => true
  )
  return heapUsed
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

const p99 = (times: ReadonlyArray<number>) => times.toSorted((a, b) => a - b)[Math.floor(times.length * 0.99)] ?? 0

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

const siege = async (): Promise<ReadonlyArray<string>> => {
  await stack.up()
  const target = await makeTarget()
  if (values.only !== undefined) {
    const verdict = await assail(stack.url, hostileOf(seed, Number(values.only), target))
    console.log(`${verdict.status} ${verdict.request.title}: ${verdict.fault ?? "as it should be"}`)
    return verdict.fault === null ? [] : [told(verdict)]
  }
  const { ownerKey } = await stack.ask<{ readonly ownerKey: string }>("org", "create", "Neighbour")
  const bearer = `Bearer ${ownerKey}`
  const ordinary = { calm: [] as Array<number>, hostile: [] as Array<number> }
  const faults: Array<string> = []
  const stretch = async (times: Array<number>, work: () => Promise<void>) => {
    let isOver = false
    const asking = neighbour(bearer, times, () => isOver)
    await work()
    isOver = true
    await asking
  }
  const send = async (n: number) => {
    const verdict = await assail(stack.url, hostileOf(seed, n, target))
    if (verdict.fault !== null) faults.push(told(verdict))
  }
  const ask = async (n: number) => {
    await fetch(`${stack.url}/api/v1/plan/list`, { headers: { authorization: target.bearers[n % 4] ?? "" } })
      .then((answer) => answer.text())
  }
  await each(STRETCH, ask)
  const before = await memory()
  let stall = 0
  for (let first = 0; first < requests; first += STRETCH) {
    await stretch(ordinary.calm, () => each(STRETCH, ask))
    await stretch(ordinary.hostile, () => each(Math.min(STRETCH, requests - first), (n) => send(first + n)))
    stall = Math.max(stall, pulseOf<{ readonly maxMillis: number }>("server.json").maxMillis)
    console.log(`${Math.min(requests, first + STRETCH)} of ${requests}, ${faults.length} faults`)
  }
  const after = await memory()
  const ratio = p99(ordinary.hostile) / p99(ordinary.calm)
  const growth = after / before
  console.log(`p99 of the other org: ${ratio.toFixed(2)} times that beside ordinary requests (at most ${MOST_RATIO})`)
  console.log(`longest stall of the server: ${stall.toFixed(0)} ms (at most ${MOST_STALL_MILLIS})`)
  console.log(`memory after a collection: ${growth.toFixed(2)} times that before (at most ${MOST_GROWTH})`)
  return [
    ...faults,
    ...(ratio > MOST_RATIO ? ["  the other org waited longer"] : []),
    ...(stall > MOST_STALL_MILLIS ? ["  the server stood still"] : []),
    ...(growth > MOST_GROWTH ? ["  memory did not come back"] : [])
  ]
}

if (values.help) console.log("npm run siege -- [--requests N] [--seed SEED] [--only NUMBER]")
else {
  console.log(`seed ${seed}`)
  try {
    const faults = await siege()
    console.log(faults.length === 0 ? "Nothing was found." : `Found:\n${faults.join("\n")}`)
    process.exitCode = faults.length === 0 ? 0 : 1
  } finally {
    await stack.remove()
    rmSync(pulse, { recursive: true, force: true })
  }
}
