// Hand-written SQL once more, each step's end owing the next one as a job row that is claimed, done and kept, as a queue in the
// same database must do it: a statement a claim (of many), a statement a step.
import { Client, Pool } from "pg"
import { countSql, lanes, RESULT_JSON, sleep, STEP_SQL, STEPS, TABLES, trackedSql } from "../Work.mjs"

const QUEUE = `
  CREATE TABLE job (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, plan_id text NOT NULL, step int NOT NULL, state text NOT NULL,
    leased_by int, lease_until timestamptz, created_at timestamptz NOT NULL DEFAULT now(), ended_at timestamptz,
    UNIQUE (plan_id, step)
  );
  CREATE INDEX job_open ON job (id) WHERE ended_at IS NULL`

/** $1 how many, $2 whose. */
const CLAIM = `
  UPDATE job SET state = 'running', leased_by = $2, lease_until = now() + interval '9 seconds'
  WHERE id IN (
    SELECT id FROM job WHERE ended_at IS NULL AND (state = 'pending' OR lease_until < now())
    ORDER BY id LIMIT $1 FOR UPDATE SKIP LOCKED)
  RETURNING id, plan_id, step`

/** The step's statement, with the end of its job and the birth of the next. $1 to $4 as there, $5 the job, $6 the next step. */
const REPORT = `
  WITH done AS (UPDATE job SET state = 'done', ended_at = now() WHERE id = $5 AND state = 'running'),
  owed AS (
    INSERT INTO job (plan_id, step, state) SELECT $1, $6::int, 'pending' WHERE $6 IS NOT NULL ON CONFLICT DO NOTHING
  ), ${STEP_SQL.trim().slice("WITH ".length)}`

const open = async (options) => {
  const pool = new Pool({ connectionString: options.url, max: 32 })
  const slots = Math.floor(256 / options.of)
  let running = 0
  let hint = () => {}

  const step = (id, k, job) =>
    pool.query({
      name: "report",
      text: REPORT,
      values: [id, k, STEPS[k], RESULT_JSON, job, k + 1 < STEPS.length ? k + 1 : null]
    })

  /** For as long as the process lives. */
  const work = async () => {
    for (;;) {
      const free = slots - running
      const { rows } = free > 0
        ? await pool.query({ name: "claim", text: CLAIM, values: [free, process.pid] })
        : { rows: [] }
      running += rows.length
      for (const { id, plan_id: plan, step: k } of rows) {
        void step(plan, k, id).then(() => {
          running--
          hint()
        })
      }
      if (rows.length === 0) await Promise.race([sleep(20), new Promise((resolve) => hint = resolve)])
    }
  }
  void work()

  return {
    drive: async (plans, _width, prefix, total) => {
      await lanes(plans, 64, async (id) => {
        await step(id, 0, null)
        hint()
      })
      while ((await pool.query(trackedSql(prefix))).rows[0].tracked < total) await sleep(100)
    },
    count: async (prefix) => (await pool.query(countSql(prefix))).rows[0]
  }
}

export default {
  prepare: async ({ url }) => {
    const client = new Client({ connectionString: url })
    await client.connect()
    await client.query(TABLES)
    await client.query(QUEUE)
    await client.end()
  },
  open
}
