// BullMQ: a queue a step, the plan's state in the same Redis. The server's append-only file syncs on every write, which
// alone is as durable as a commit.
import { Queue, Worker } from "bullmq"
import Redis from "ioredis"
import { lanes, makeWaits, RESULT_JSON, sleep, STEPS } from "../Work.mjs"

const late = { fired: [], durable: [] }
const waits = makeWaits()
const STEP_LUA = `
  if redis.call('HSETNX', KEYS[1], 'step' .. ARGV[1], ARGV[3]) == 0 then return 0 end
  redis.call('HSET', KEYS[1], 'status', ARGV[2], 'version', ARGV[1] + 1)
  redis.call('INCR', 'steps:' .. ARGV[4])
  if ARGV[1] == '5' then redis.call('INCR', 'tracked:' .. ARGV[4]) end
  return 1`

const open = async (options) => {
  const connection = { host: "127.0.0.1", port: options.redisPort, maxRetriesPerRequest: null }
  const redis = new Redis(connection)
  redis.defineCommand("step", { numberOfKeys: 1, lua: STEP_LUA })
  const step = (id, k) => redis.step(`plan:${id}`, k, STEPS[k], RESULT_JSON, id[0])
  const names = [...STEPS, "alarm"]
  const queues = new Map(names.map((name) => [
    name,
    new Queue(name, { connection, defaultJobOptions: { removeOnComplete: true, attempts: 3 } })
  ]))
  const send = (k, id, more = {}) => queues.get(STEPS[k]).add(STEPS[k], { id, ...more }, { jobId: `${id}-${k}` })
  for (const [k, name] of names.entries()) {
    const worker = new Worker(name, async ({ data }) => {
      if (name === "alarm") {
        const fired = Date.now() - data.due
        await step(data.id, 0)
        late.fired.push(fired)
        late.durable.push(Date.now() - data.due)
        return
      }
      options.effect(data.id, k)
      await step(data.id, k)
      if (k + 1 < STEPS.length && !data.alone) await send(k + 1, data.id)
      waits.tell(`${data.id}:${k}`)
    }, { connection, concurrency: Math.floor(256 / options.of) })
    worker.on("error", (error) => process.stderr.write(`bullmq: ${error.message}\n`))
  }
  await sleep(500)
  const submit = (plans) => lanes(plans, 64, (id) => send(0, id))
  return {
    drive: async (plans, _width, prefix, total) => {
      await submit(plans)
      while (Number(await redis.get(`tracked:${prefix[0]}`)) < total) await sleep(50)
    },
    count: async (prefix) => ({
      tracked: Number(await redis.get(`tracked:${prefix[0]}`)),
      steps: Number(await redis.get(`steps:${prefix[0]}`))
    }),
    submit,
    ready: (plans) => lanes(plans, 16, (id) => step(id, 0)),
    command: async (id) => {
      const done = waits.on(`${id}:1`)
      await send(1, id, { alone: true })
      await done
    },
    alarms: async (plans, due) => {
      await lanes(
        plans,
        64,
        (id) => queues.get("alarm").add("alarm", { id, due }, { jobId: id, delay: due - Date.now() })
      )
      while (late.durable.length < plans.length && Date.now() < due + 60_000) await sleep(10)
      return late
    },
    sleepers: (plans) =>
      lanes(plans, 64, async (id) => {
        await step(id, 0)
        await queues.get("alarm").add("alarm", { id, due: 0 }, { jobId: id, delay: 86_400_000 })
      })
  }
}

export default {
  prepare: async ({ redisPort }) => {
    const redis = new Redis({ host: "127.0.0.1", port: redisPort })
    await redis.flushall()
    await redis.quit()
  },
  open
}
