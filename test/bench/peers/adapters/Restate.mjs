// Restate: a virtual object a plan, one exclusive handler call a step through its ingress, state in the object. `run`: one
// handler does all six steps as `ctx.run`. Its server keeps its own log, durable as it comes.
import * as restate from "@restatedev/restate-sdk"
import { Agent, request } from "node:http"
import { createServer as createHttp2 } from "node:http2"
import { connect, createServer } from "node:net"
import { lanes, RESULT, sleep, STEPS } from "../Work.mjs"

let effect = () => {}
const late = { fired: [], durable: [] }

const did = async (ctx, step) => {
  const result = await ctx.run(STEPS[step], () => {
    effect(ctx.key, step)
    return RESULT
  })
  ctx.set(`result${step}`, result)
  ctx.set("status", STEPS[step])
  ctx.set("version", step + 1)
}

const plan = restate.object({
  name: "plan",
  handlers: {
    step: async (ctx, { chain, step }) => {
      if (((await ctx.get("version")) ?? 0) !== step) return
      await did(ctx, step)
      if (chain && step + 1 < STEPS.length) {
        ctx.objectSendClient({ name: "plan" }, ctx.key).step({ step: step + 1, chain })
      }
    },
    all: async (ctx) => {
      for (let step = 0; step < STEPS.length; step++) await did(ctx, step)
    },
    ring: async (ctx, { due }) => {
      const fired = Date.now() - due
      await did(ctx, 0)
      late.fired.push(fired)
      late.durable.push(Date.now() - due)
    }
  }
})

const agent = new Agent({ keepAlive: true, maxSockets: 512 })
const post = (port, path, body, headers = {}) =>
  new Promise((resolve, reject) => {
    const data = body === undefined ? undefined : JSON.stringify(body)
    const call = request({
      agent,
      host: "127.0.0.1",
      port,
      path,
      method: "POST",
      headers: data === undefined
        ? headers
        : { "content-type": "application/json", "content-length": Buffer.byteLength(data), ...headers }
    }, (answer) => {
      let text = ""
      answer.setEncoding("utf8")
      answer.on("data", (chunk) => {
        text += chunk
      })
      answer.on(
        "end",
        () =>
          answer.statusCode < 300
            ? resolve(text === "" ? null : JSON.parse(text))
            : reject(new Error(`${path} answered ${answer.statusCode}: ${text}`))
      )
    })
    call.on("error", reject)
    call.end(data)
  })

/** Restate knows one address of a service: with two processes a door in front shares its connections out. */
const frontDoor = (ports) =>
  new Promise((resolve) => {
    let turn = 0
    const door = createServer((socket) => {
      const pass = (left) => {
        const onward = connect(ports[turn++ % ports.length], "127.0.0.1")
        onward.once("connect", () => {
          socket.pipe(onward)
          onward.pipe(socket)
        })
        onward.once("error", () => (left > 0 ? pass(left - 1) : socket.destroy()))
        onward.on("close", () => socket.destroy())
        socket.on("close", () => onward.destroy())
        socket.on("error", () => onward.destroy())
      }
      pass(ports.length)
    })
    door.listen(0, "127.0.0.1", () => resolve(door.address().port))
  })

const open = async (options) => {
  effect = options.effect
  const { admin, ingress } = options.restate
  const endpoint = createHttp2(restate.createEndpointHandler({ services: [plan], logger: () => {} }))
  await new Promise((resolve) => endpoint.listen(options.port, "127.0.0.1", resolve))
  if (options.index === 0) {
    await sleep(1_500)
    const port = options.of > 1 ? await frontDoor(options.ports) : options.port
    await post(admin, "/deployments", { uri: `http://127.0.0.1:${port}/`, force: true })
    await sleep(500)
  } else await sleep(3_000)
  const step = (id, k, chain = false) =>
    post(ingress, `/plan/${id}/step${chain ? "/send" : ""}`, { step: k, chain }, { "idempotency-key": `${id}-${k}` })
  const wholeRoad = (id) => post(ingress, `/plan/${id}/all`, undefined, { "idempotency-key": `${id}-all` })
  const ring = (id, due) =>
    post(ingress, `/plan/${id}/ring/send?delay=${Math.max(0, due - Date.now())}ms`, { due }, {
      "idempotency-key": `${id}-ring`
    })
  const sixCalls = async (id) => {
    for (let k = 0; k < STEPS.length; k++) await step(id, k)
  }
  return {
    drive: (plans, width) => lanes(plans, width, options.variant === "run" ? wholeRoad : sixCalls),
    count: async (prefix) => {
      const { rows } = await post(admin, "/query", {
        query:
          `SELECT sum(CAST(value_utf8 AS BIGINT)) AS steps, sum(CASE WHEN value_utf8 = '6' THEN 1 ELSE 0 END) AS tracked
          FROM state WHERE service_name = 'plan' AND key = 'version' AND service_key LIKE '${prefix}%'`
      }, { accept: "application/json" })
      return { tracked: Number(rows?.[0]?.tracked ?? 0), steps: Number(rows?.[0]?.steps ?? 0) }
    },
    submit: (plans) => lanes(plans, 64, (id) => step(id, 0, true)),
    ready: (plans) => lanes(plans, 16, (id) => step(id, 0)),
    command: (id) => step(id, 1),
    alarms: async (plans, due) => {
      await lanes(plans, 64, (id) => ring(id, due))
      while (late.durable.length < plans.length && Date.now() < due + 60_000) await sleep(10)
      return late
    },
    sleepers: (plans) =>
      lanes(plans, 128, async (id) => {
        await step(id, 0)
        await ring(id, Date.now() + 86_400_000)
      })
  }
}

export default { alarmLeadMillis: 10_000, prepare: async () => {}, open }
