// graphile-worker: a task a step; the step and the plan's next job are one statement.
import { Logger, makeWorkerUtils, run, runMigrations } from "graphile-worker"
import { Client, Pool } from "pg"
import { countSql, lanes, makeWaits, RESULT_JSON, sleep, STEP_SQL, STEPS, TABLES, trackedSql } from "../Work.mjs"

const late = { fired: [], durable: [] }
const waits = makeWaits()
const logger = new Logger(() => () => {})
const STEP_AND_NEXT_SQL = `
  WITH told AS (
    INSERT INTO step (plan_id, step, result) VALUES ($1, $2::int, $4::jsonb) ON CONFLICT DO NOTHING RETURNING 1
  ), moved AS (
    INSERT INTO plan (id, status, version) SELECT $1, $3, $2::int + 1 FROM told
    ON CONFLICT (id) DO UPDATE SET status = excluded.status, version = excluded.version
    WHERE plan.version = excluded.version - 1
  )
  SELECT graphile_worker.add_job($5, json_build_object('id', $1::text), job_key := $1 || ':' || ($2::int + 1))`

const open = async (options) => {
  const pool = new Pool({ connectionString: options.url, max: 32 })
  const step = (helpers, id, k) =>
    helpers.withPgClient((client) =>
      client.query({ name: "step", text: STEP_SQL, values: [id, k, STEPS[k], RESULT_JSON] })
    )
  const taskList = Object.fromEntries(STEPS.map((name, k) => [name, async ({ alone, id }, helpers) => {
    options.effect(id, k)
    if (k + 1 === STEPS.length || alone) await step(helpers, id, k)
    else {
      await helpers.withPgClient((client) =>
        client.query({ name: "next", text: STEP_AND_NEXT_SQL, values: [id, k, STEPS[k], RESULT_JSON, STEPS[k + 1]] })
      )
    }
    waits.tell(`${id}:${k}`)
  }]))
  taskList.alarm = async ({ due, id }, helpers) => {
    const fired = Date.now() - due
    await step(helpers, id, 0)
    late.fired.push(fired)
    late.durable.push(Date.now() - due)
  }
  const utils = await makeWorkerUtils({ pgPool: pool, logger })
  // Twenty-four jobs at once is where it is fastest; with 256 it takes twice as long.
  await run({ pgPool: pool, concurrency: Math.floor(24 / options.of), taskList, noHandleSignals: true, logger })
  const count = async (prefix) => (await pool.query(countSql(prefix))).rows[0]
  const submit = (plans) => lanes(plans, 64, (id) => utils.addJob(STEPS[0], { id }, { jobKey: `${id}:0` }))
  return {
    drive: async (plans, _width, prefix, total) => {
      await submit(plans)
      while ((await pool.query(trackedSql(prefix))).rows[0].tracked < total) await sleep(100)
    },
    count,
    submit,
    ready: (plans) => lanes(plans, 16, (id) => pool.query(STEP_SQL, [id, 0, STEPS[0], RESULT_JSON])),
    command: async (id) => {
      const done = waits.on(`${id}:1`)
      await utils.addJob(STEPS[1], { id, alone: true }, { jobKey: `${id}:1` })
      await done
    },
    alarms: async (plans, due) => {
      await lanes(plans, 64, (id) => utils.addJob("alarm", { id, due }, { jobKey: id, runAt: new Date(due) }))
      while (late.durable.length < plans.length && Date.now() < due + 60_000) await sleep(10)
      return late
    },
    sleepers: (plans) =>
      lanes(
        plans,
        64,
        (id) => utils.addJob("alarm", { id, due: 0 }, { jobKey: id, runAt: new Date(Date.now() + 86_400_000) })
      )
  }
}

export default {
  prepare: async ({ url }) => {
    const client = new Client({ connectionString: url })
    await client.connect()
    await client.query(TABLES)
    await client.end()
    await runMigrations({ connectionString: url, logger })
  },
  open
}
