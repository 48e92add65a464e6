// Measures one peer in one mode: fresh durable state, one or two processes, meters before and after.
import { spawn } from "node:child_process"
import { readFileSync, rmSync } from "node:fs"
import { join } from "node:path"
import { cpuOfTree, freePort, startRestate } from "./Servers.mjs"
import { sleep, STEPS, summary } from "./Work.mjs"

/** What can be measured; `growth` takes the longest and is asked for by name. */
export const MODES = ["one", "two", "latency", "alarms", "recovery", "recovery-alone", "asleep", "growth"]

const PATIENCE_MILLIS = 240_000
const WIDTH = 256
const round = (value, digits = 3) => Number(value.toFixed(digits))

/** One process of a peer, asked over its channel. */
const spawnPeer = ({ adapter, home, node, profile }, options) => {
  const child = spawn(node, [
    ...(profile === undefined ? [] : ["--cpu-prof", "--cpu-prof-dir", profile]),
    "--expose-gc",
    // As this product's own programs set it (RunProcess.ts), for all alike.
    "--no-parallel-scavenge",
    ...(process.env.PEER_FLAGS ?? "").split(" ").filter(Boolean),
    "--no-deprecation",
    join(home, "Child.mjs"),
    adapter,
    JSON.stringify(options)
  ], {
    cwd: home,
    stdio: ["ignore", process.env.PEER_OUT ? 2 : "ignore", "pipe", "ipc"],
    env: { ...process.env, DBOS__VMID: undefined }
  })
  const open = new Map()
  let words = ""
  let next = 0
  let gone = false
  const ready = new Promise((resolve, reject) => open.set("ready", { resolve, reject }))
  child.stderr.on("data", (chunk) => {
    words = (words + chunk).slice(-1500)
  })
  child.on("message", ({ error, id = "ready", value }) => {
    const waiting = open.get(id)
    open.delete(id)
    if (error === undefined) waiting?.resolve(value)
    else waiting?.reject(new Error(error))
  })
  const exited = new Promise((resolve) =>
    child.on("exit", () => {
      gone = true
      for (const { reject } of open.values()) reject(new Error(`it ended early: ${words}`))
      resolve()
    })
  )
  const call = async (name, args) => {
    await ready
    const id = String(next++)
    const timer = setTimeout(() => {
      open.get(id)?.reject(new Error(`${name} took longer than ${PATIENCE_MILLIS / 1000} s: ${words}`))
      open.delete(id)
    }, PATIENCE_MILLIS)
    try {
      return await new Promise((resolve, reject) => {
        open.set(id, { resolve, reject })
        child.send({ id, name, args })
      })
    } finally {
      clearTimeout(timer)
    }
  }
  return {
    pid: child.pid,
    call,
    kill: async () => {
      if (!gone) child.kill("SIGKILL")
      await exited
    },
    stop: async () => {
      if (child.connected) child.disconnect()
      const timer = setTimeout(() => child.kill("SIGKILL"), 3_000)
      await exited
      clearTimeout(timer)
    }
  }
}

export const open = ({ admin, folder, hasNode22, home, node22, profile, scale, servers }) => {
  const number = async (text, values = []) => Number(Object.values((await admin.query(text, values)).rows[0])[0])
  const major = number("SHOW server_version_num").then((n) => Math.floor(n / 10_000))

  /** Exact once the backends that did the work have ended, which is when they report. */
  const spent = async (database) => ({
    wal: await number("SELECT pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')"),
    syncs: await number(
      await major >= 18
        ? "SELECT coalesce(sum(fsyncs), 0) FROM pg_stat_io WHERE object = 'wal'"
        : "SELECT wal_sync FROM pg_stat_wal"
    ),
    commits: await number("SELECT coalesce(sum(xact_commit), 0) FROM pg_stat_database WHERE datname = $1", [database]),
    statements: await number(
      `SELECT coalesce(sum(calls), 0) FROM pg_stat_statements s JOIN pg_database d ON d.oid = s.dbid WHERE datname = $1`,
      [database]
    )
  })

  let restate
  const cpuOfServers = () => ({
    postgres: cpuOfTree(servers.postgresPid),
    redis: cpuOfTree(servers.redisPid),
    restate: cpuOfTree(restate?.pid)
  })

  /** Runs `work` with `of` processes on fresh durable state. */
  const withPeer = async (name, peer, adapter, mode, of, work) => {
    const database = `peer_${name.replaceAll("-", "_")}`
    await admin.query(`DROP DATABASE IF EXISTS ${database} WITH (FORCE)`)
    await admin.query(`CREATE DATABASE ${database}`)
    const node = peer.node22 && hasNode22 && Number(process.versions.node.split(".")[0]) < 22
      ? node22
      : process.execPath
    const base = {
      url: servers.url(database),
      redisPort: servers.redisPort,
      variant: peer.variant,
      mode,
      of,
      ...(mode === "recovery" ? { ledger: join(folder, `effects-${name}`) } : {})
    }
    if (base.ledger !== undefined) rmSync(base.ledger, { force: true })
    restate = peer.restate
      ? await startRestate({
        binary: join(home, "node_modules/@restatedev/restate-server-linux-x64/bin/restate-server"),
        folder
      })
      : undefined
    if (restate !== undefined) base.restate = { ingress: restate.ingress, admin: restate.admin }
    try {
      return await withProcesses(adapter, node, base, database, work)
    } finally {
      await restate?.stop()
    }
  }

  const withProcesses = async (adapter, node, base, database, work) => {
    const { of } = base
    const ports = await Promise.all(Array.from({ length: of }, freePort))
    const start = (index) => spawnPeer({ adapter, home, node, profile }, { ...base, index, port: ports[index], ports })
    const maker = spawnPeer({ adapter, home, node }, { ...base, of: 1, index: 0, port: ports[0] })
    try {
      await maker.call("prepare")
    } finally {
      await maker.stop()
    }
    await admin.query("CHECKPOINT")
    await sleep(300)
    const before = await spent(database)
    const children = Array.from({ length: of }, (_, index) => start(index))
    try {
      await Promise.all(children.map((child) => child.call("open")))
      return await work({ children, start, before, database, ledger: base.ledger })
    } finally {
      await Promise.all(children.map((child) => child.stop()))
    }
  }

  const throughput = (name, peer, adapter, mode, of) =>
    withPeer(name, peer, adapter, mode, of, async ({ before, children, database }) => {
      const drive = (prefix, count) =>
        Promise.all(children.map((child) => child.call("drive", { prefix, count, width: WIDTH })))
      // Until the programs are compiled for what they do: two have twice as much to compile.
      const warm = Math.ceil(peer.plans / 10)
      await drive("w", warm)
      const servers0 = cpuOfServers()
      const started = performance.now()
      const shares = await drive("p", peer.plans)
      const seconds = (performance.now() - started) / 1000
      const servers1 = cpuOfServers()
      const stored = await children[0].call("count", { prefix: "p" })
      if (stored.tracked !== peer.plans || stored.steps !== peer.plans * STEPS.length) {
        throw new Error(`stored are ${stored.tracked} plans and ${stored.steps} steps of ${peer.plans} plans`)
      }
      await Promise.all(children.map((child) => child.stop()))
      await sleep(300)
      const after = await spent(database)
      const each = (key) => round((after[key] - before[key]) / (peer.plans + warm))
      const app = shares.reduce((sum, { cpuMillis }) => sum + cpuMillis, 0) / peer.plans
      const server = (key) => (servers1[key] - servers0[key]) / peer.plans
      const others = (peer.redis ? server("redis") : 0) + (peer.restate ? server("restate") : 0)
      return {
        plans: peer.plans,
        plansPerSecond: round(peer.plans / seconds, 1),
        cpuMillis: round(app + server("postgres") + others),
        cpuOf: { program: round(app), postgres: round(server("postgres")), others: round(others) },
        statements: each("statements"),
        commits: each("commits"),
        syncs: each("syncs"),
        walBytes: Math.round((after.wal - before.wal) / (peer.plans + warm)),
        shares: shares.map(({ plans }) => plans)
      }
    })

  const alone = (name, peer, adapter, mode, request, args) =>
    withPeer(name, peer, adapter, mode, 1, ({ children }) => children[0].call(request, args))

  const asleep = (name, peer, adapter) =>
    withPeer(name, peer, adapter, "asleep", 1, async ({ children: [child] }) => {
      const rest = async () => {
        const servers0 = cpuOfServers()
        const { cpuMillis, megabytes } = await child.call("rest")
        const servers1 = cpuOfServers()
        const own = ["postgres", ...(peer.redis ? ["redis"] : []), ...(peer.restate ? ["restate"] : [])]
        const spent = own.reduce((sum, key) => sum + servers1[key] - servers0[key], cpuMillis)
        return { megabytes, idleCpuPercent: spent / 10_000 * 100 }
      }
      await sleep(5_000)
      const without = await rest()
      await child.call("sleepers", { count: peer.asleep })
      const all = await rest()
      return {
        plans: peer.asleep,
        kilobytesEach: (all.megabytes - without.megabytes) * 1024 / peer.asleep,
        idleCpuPercent: round(all.idleCpuPercent, 2),
        idleCpuPercentWithout: round(without.idleCpuPercent, 2)
      }
    })

  /** The same work on top of more and more plans that are stored already. */
  const growth = (name, peer, adapter) =>
    withPeer(name, peer, adapter, "growth", 1, async ({ children: [child] }) => {
      const plans = 2_000
      await child.call("drive", { prefix: "w", count: 200, width: WIDTH })
      const curve = []
      let stored = 0
      for (const size of [1_000, 10_000, 100_000, 1_000_000].map((n) => Math.ceil(n * scale))) {
        for (; stored < size; stored = Math.min(size, stored + 100_000)) {
          await child.call("fill", { from: stored, to: Math.min(size, stored + 100_000) - 1 })
        }
        await admin.query("CHECKPOINT")
        await sleep(1_000)
        const servers0 = cpuOfServers()
        const started = performance.now()
        const { cpuMillis } = await child.call("drive", { prefix: `g${size}_`, count: plans, width: WIDTH })
        const seconds = (performance.now() - started) / 1000
        const postgres = cpuOfServers().postgres - servers0.postgres
        curve.push({
          stored: size,
          plansPerSecond: round(plans / seconds, 1),
          cpuMillis: round((cpuMillis + postgres) / plans)
        })
      }
      return { curve }
    })

  const effectsIn = (ledger) =>
    readFileSync(ledger, "utf8").split("\n").filter((line) => line !== "").map((line) => {
      const [plan, step, at] = line.split(" ")
      return { plan, step: Number(step), at: Number(at) }
    })

  const recovery = (name, peer, adapter, restart) =>
    withPeer(name, peer, adapter, "recovery", 2, async ({ children, ledger, start }) => {
      const plans = Math.ceil(1_500 * scale)
      const total = plans * STEPS.length
      await children[0].call("submit", { prefix: "p", count: plans })
      while (effectsIn(ledger).length < total * 0.4) await sleep(20)
      const [, victim] = children
      await victim.kill()
      const killedAt = Date.now()
      if (restart) {
        await sleep(1_000)
        children[1] = start(1)
        await children[1].call("open")
      }
      let stored
      const end = Date.now() + 90_000
      do {
        await sleep(100)
        stored = await children[0].call("count", { prefix: "p" })
      } while (stored.tracked < plans && Date.now() < end)
      const doneAfter = Date.now() - killedAt
      const seen = new Set()
      const last = new Map()
      const next = new Map()
      let repeated = 0
      for (const { at, plan, step } of effectsIn(ledger)) {
        if (seen.has(`${plan} ${step}`)) {
          repeated++
          continue
        }
        seen.add(`${plan} ${step}`)
        if (at <= killedAt) last.set(plan, { at, step })
        else if (!next.has(plan)) next.set(plan, at)
      }
      const stalls = [...last].filter(([, { step }]) => step + 1 < STEPS.length).map(([plan, { at }]) =>
        (next.get(plan) ?? Date.now()) - at
      )
      return {
        plans,
        restart,
        stallMillis: summary(stalls),
        allDoneAfterMillis: stored.tracked === plans ? doneAfter : null,
        unfinished: plans - stored.tracked,
        repeatedEffects: repeated,
        lostSteps: stored.tracked === plans ? total - stored.steps : null
      }
    })

  const measure = async (name, whole, adapter, mode) => {
    const peer = { ...whole, plans: Math.ceil(whole.plans * scale), asleep: Math.ceil((whole.asleep ?? 0) * scale) }
    switch (mode) {
      case "one":
        return throughput(name, peer, adapter, mode, 1)
      case "two":
        return throughput(name, peer, adapter, mode, 2)
      case "latency":
        return alone(name, peer, adapter, mode, "latency", { count: peer.latency ?? 400 })
      case "alarms":
        return alone(name, peer, adapter, mode, "alarms", { count: 1_000 })
      case "recovery":
        return recovery(name, peer, adapter, true)
      case "recovery-alone":
        return recovery(name, peer, adapter, false)
      case "asleep":
        return asleep(name, peer, adapter)
      case "growth":
        return growth(name, peer, adapter)
      default:
        throw new Error(`No mode is called ${mode}.`)
    }
  }
  return { measure }
}
