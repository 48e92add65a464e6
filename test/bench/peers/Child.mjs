// One process of one peer: opens its adapter and does what the parent asks, one request at a time.
import { openSync, writeSync } from "node:fs"
import { pathToFileURL } from "node:url"
import { ids, sleep, summary } from "./Work.mjs"

const options = JSON.parse(process.argv[3])
const ledger = options.ledger === undefined ? undefined : openSync(options.ledger, "a")
/** Every effect of a step leaves a line here, also one whose process dies a moment later. */
options.effect = ledger === undefined
  ? () => {}
  : (plan, step) => writeSync(ledger, `${plan} ${step} ${Date.now()} ${process.pid}\n`)

const { default: adapter } = await import(pathToFileURL(process.argv[2]).href)
let session

const share = (all) => session.mine?.(all) ?? all.filter((_, i) => i % options.of === options.index)

const collect = async () => {
  for (let i = 0; i < 3; i++) {
    globalThis.gc?.()
    await sleep(300)
  }
  return process.memoryUsage.rss() / 2 ** 20
}

const requests = {
  prepare: () => adapter.prepare(options),
  open: async () => {
    session = await adapter.open(options)
  },
  drive: async ({ count, prefix, width }) => {
    const mine = share(ids(prefix, count))
    const cpu = process.cpuUsage()
    const started = performance.now()
    await session.drive(mine, Math.max(1, Math.floor(width / options.of)), prefix, count)
    const used = process.cpuUsage(cpu)
    return { plans: mine.length, millis: performance.now() - started, cpuMillis: (used.user + used.system) / 1000 }
  },
  count: ({ prefix }) => session.count(prefix),
  latency: async ({ count }) => {
    const warm = 50
    const plans = ids("l", count + warm)
    await session.ready(plans)
    const taken = []
    for (const [i, id] of plans.entries()) {
      await sleep(2)
      const started = performance.now()
      await session.command(id)
      if (i >= warm) taken.push(performance.now() - started)
    }
    return summary(taken)
  },
  alarms: async ({ count }) => {
    const due = Math.ceil((Date.now() + (adapter.alarmLeadMillis ?? 6_000)) / 1000) * 1000
    const { durable, fired } = await session.alarms(ids("t", count), due)
    return { fired: summary(fired), durable: summary(durable), lost: count - durable.length }
  },
  submit: ({ count, prefix }) => session.submit(ids(prefix, count)),
  /** Memory now, and CPU while nothing is asked of the process. */
  rest: async () => {
    const megabytes = await collect()
    const cpu = process.cpuUsage()
    await sleep(10_000)
    const used = process.cpuUsage(cpu)
    return { megabytes, cpuMillis: (used.user + used.system) / 1000 }
  },
  sleepers: async ({ count }) => {
    await session.sleepers(ids("s", count))
    await sleep(adapter.settleMillis ?? 3_000)
  },
  fill: ({ from, to }) => session.fill(from, to)
}

process.on("message", async ({ args, id, name }) => {
  try {
    process.send({ id, value: await requests[name](args ?? {}) ?? null })
  } catch (error) {
    process.send({ id, error: String(error?.stack ?? error).slice(0, 2000) })
  }
})
process.on("disconnect", () => process.exit(0))
process.send({ ready: true })
