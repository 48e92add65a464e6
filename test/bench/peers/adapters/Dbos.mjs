// DBOS Transact: one workflow a plan, six steps that return the result; what it stores is asked in its own tables.
import { DBOS } from "@dbos-inc/dbos-sdk"
import { Pool } from "pg"
import { lanes, RESULT, sleep, STEPS } from "../Work.mjs"

let effect = () => {}
const late = { fired: [], durable: [] }

const road = DBOS.registerWorkflow(async (id) => {
  for (const [k, name] of STEPS.entries()) {
    await DBOS.runStep(async () => {
      effect(id, k)
      return RESULT
    }, { name })
  }
}, { name: "road" })
const approval = DBOS.registerWorkflow(() => DBOS.runStep(async () => RESULT, { name: "approved" }), {
  name: "approval"
})
const alarm = DBOS.registerWorkflow(async (due) => {
  await DBOS.sleep(due - Date.now())
  const fired = Date.now() - due
  await DBOS.runStep(async () => RESULT, { name: "published" })
  late.fired.push(fired)
  late.durable.push(Date.now() - due)
}, { name: "alarm" })
const sleeper = DBOS.registerWorkflow(async () => {
  await DBOS.runStep(async () => RESULT, { name: "scheduled" })
  await DBOS.recv("approve", 86_400)
}, { name: "sleeper" })

const start = (workflow, workflowID, ...args) => DBOS.startWorkflow(workflow, { workflowID })(...args)

const open = async (options) => {
  effect = options.effect
  DBOS.setConfig({
    name: "bench",
    systemDatabaseUrl: options.url,
    systemDatabasePoolSize: 32,
    logLevel: "error",
    executorID: `worker-${options.index}`,
    applicationVersion: "1"
  })
  await DBOS.launch()
  if (options.mode === "recovery") await DBOS.registerQueue("plans", { workerConcurrency: 128 })
  const pool = new Pool({ connectionString: options.url, max: 2 })
  return {
    drive: (plans, width) => lanes(plans, width, async (id) => (await start(road, id, id)).getResult()),
    count: async (prefix) =>
      (await pool.query(
        `SELECT (SELECT count(*)::int FROM dbos.workflow_status WHERE status = 'SUCCESS' AND workflow_uuid LIKE '${prefix}%')
           AS tracked,
           (SELECT count(*)::int FROM dbos.operation_outputs WHERE workflow_uuid LIKE '${prefix}%') AS steps`
      )).rows[0],
    ready: async () => {},
    command: async (id) => (await start(approval, id)).getResult(),
    alarms: async (plans, due) => {
      await lanes(plans, 128, (id) => start(alarm, id, due))
      while (late.durable.length < plans.length && Date.now() < due + 60_000) await sleep(10)
      return late
    },
    submit: (plans) => lanes(plans, 64, (id) => DBOS.startWorkflow(road, { workflowID: id, queueName: "plans" })(id)),
    sleepers: (plans) => lanes(plans, 128, (id) => start(sleeper, id))
  }
}

export default { prepare: ({ url }) => DBOS.migrate(url), open }
