// pg-boss: a queue a step; the handler moves up to fifty plans and sends their next jobs in one transaction.
// `notify`: with its LISTEN/NOTIFY wake-ups and bursts; without: its shortest polling.
import { Client, Pool } from "pg"
import { PgBoss } from "pg-boss"
import {
  countSql,
  lanes,
  makeWaits,
  RESULT_JSON,
  sleep,
  STEP_SQL,
  STEPS,
  STEPS_SQL,
  TABLES,
  trackedSql
} from "../Work.mjs"

const late = { fired: [], durable: [] }
const waits = makeWaits()

const bossOn = (options) => {
  const boss = new PgBoss({
    connectionString: options.url,
    max: 32,
    ...(options.variant === "notify" ? { useListenNotify: true } : {})
  })
  boss.on("error", (error) => process.stderr.write(`pg-boss: ${error.message}\n`))
  boss.on("warning", () => {})
  return boss
}

const open = async (options) => {
  const boss = bossOn(options)
  await boss.start()
  const pool = new Pool({ connectionString: options.url, max: 8 })
  const working = {
    pollingIntervalSeconds: 0.5,
    batchSize: 50,
    localConcurrency: 4,
    burstWhenBatchFull: options.variant === "notify",
    transactional: true
  }
  const move = (db, jobs, k) =>
    db.executeSql(STEPS_SQL, [jobs.map((j) => j.data.id), jobs.map(() => k), jobs.map(() => STEPS[k]), RESULT_JSON])
  for (const [k, name] of STEPS.entries()) {
    await boss.work(name, working, async (jobs, db) => {
      for (const { data } of jobs) options.effect(data.id, k)
      await move(db, jobs, k)
      if (k + 1 < STEPS.length) {
        await boss.insert(STEPS[k + 1], jobs.map(({ data }) => ({ data: { id: data.id } })), { db })
      }
    })
  }
  await boss.work("approval", { ...working, localConcurrency: 1 }, async (jobs, db) => {
    await move(db, jobs, 1)
    setImmediate(() => jobs.forEach(({ data }) => waits.tell(data.id)))
  })
  await boss.work("alarm", working, async (jobs, db) => {
    const fired = Date.now()
    await move(db, jobs, 0)
    for (const { data } of jobs) {
      late.fired.push(fired - data.due)
      late.durable.push(Date.now() - data.due)
    }
  })
  const count = async (prefix) => (await pool.query(countSql(prefix))).rows[0]
  const submit = (plans) => lanes(plans, 64, (id) => boss.send(STEPS[0], { id }))
  return {
    drive: async (plans, _width, prefix, total) => {
      await submit(plans)
      while ((await pool.query(trackedSql(prefix))).rows[0].tracked < total) await sleep(100)
    },
    count,
    submit,
    ready: (plans) => lanes(plans, 16, (id) => pool.query(STEP_SQL, [id, 0, STEPS[0], RESULT_JSON])),
    command: async (id) => {
      const done = waits.on(id)
      await boss.send("approval", { id })
      await done
    },
    alarms: async (plans, due) => {
      await lanes(plans, 64, (id) => boss.send("alarm", { id, due }, { startAfter: new Date(due) }))
      while (late.durable.length < plans.length && Date.now() < due + 60_000) await sleep(10)
      return late
    },
    sleepers: async (plans) => {
      for (let at = 0; at < plans.length; at += 1000) {
        await boss.insert(
          "alarm",
          plans.slice(at, at + 1000).map((id) => ({
            data: { id, due: 0 },
            startAfter: new Date(Date.now() + 86_400_000)
          }))
        )
      }
    }
  }
}

export default {
  prepare: async (options) => {
    const client = new Client({ connectionString: options.url })
    await client.connect()
    await client.query(TABLES)
    await client.end()
    const boss = bossOn({ ...options, variant: "" })
    await boss.start()
    for (const name of [...STEPS, "approval", "alarm"]) {
      await boss.createQueue(name, { notify: options.variant === "notify" })
    }
    await boss.stop({ graceful: false })
  },
  open
}
