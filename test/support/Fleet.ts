/** Servers and workers of two builds on one database, each a process of its own, so that one can replace the other. */
import { type ChildProcess, execFile, spawn, spawnSync } from "node:child_process"
import { createHash, randomBytes } from "node:crypto"
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync
} from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { eventually, freePort } from "./RunningStack.ts"

const root = fileURLToPath(new URL("../..", import.meta.url))

/** A folder with `packages/<name>/dist`, as `npm run build` leaves it. */
export interface Build {
  readonly root: string
}

export const currentBuild: Build = { root }

/** The current programs under another version: what a roll-out meets when nothing but the number has changed. */
export const renamedBuild = (folder: string, version: string): Build => {
  for (const name of ["server", "worker"]) {
    const dist = join(root, "packages", name, "dist")
    const copy = join(folder, "packages", name)
    cpSync(dist, join(copy, "dist"), { recursive: true })
    const program = join(copy, "dist", "main.mjs")
    const text = readFileSync(program, "utf8")
    const renamed = text.replace(/\bVERSION = "[^"]+"/, `VERSION = "${version}"`)
    if (renamed === text) throw new Error(`${program} names no version.`)
    writeFileSync(program, renamed)
    writeFileSync(join(copy, "package.json"), readFileSync(join(root, "packages", name, "package.json")))
  }
  for (const part of ["bin", "dist", "package.json"]) {
    cpSync(join(root, "packages/cli", part), join(folder, "packages/cli", part), { recursive: true })
  }
  for (const part of ["assets", "dist", "package.json"]) {
    cpSync(join(root, "packages/studio", part), join(folder, "packages/studio", part), { recursive: true })
  }
  cpSync(join(root, "packages/panel/dist"), join(folder, "packages/panel/dist"), { recursive: true })
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"))
  return { root: folder }
}

export interface Running {
  readonly name: string
  readonly pid: number
  /** Sends SIGTERM; the exit code, or null when it had to be killed. */
  readonly stop: () => Promise<number | null>
}

const SANDBOX_TOKEN = "sandbox-of-a-fleet"

export interface FleetOptions {
  /** Where the product finds the stand-in, if not at its own address. */
  readonly sandboxUrl?: string
}

/** A worker with process ids of its own and an address as another one may have it too: the rule in containers. */
export interface Container {
  readonly host: string
  readonly port: number
}

/** The program is process 1 of its own and ends with `unshare`. */
const ownPids = ["--pid", "--fork", "--kill-child=SIGKILL"]

/** Whether this account may give a process ids of its own. */
export const mayUnshare = (): boolean =>
  spawnSync("unshare", [...ownPids, process.execPath, "-e", "process.exit(process.pid === 1 ? 0 : 1)"]).status === 0

export class Fleet {
  readonly dataDir: string
  readonly folder = mkdtempSync(join(tmpdir(), "callsheet-fleet-"))
  readonly url: string
  readonly sandboxUrl: string
  readonly #children: Array<ChildProcess> = []
  readonly #env: NodeJS.ProcessEnv
  readonly #servers: Array<string> = []
  #apiKey = ""

  private constructor(databaseUrl: string, port: number, sandboxPort: number, between: FleetOptions) {
    const inherited = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("CALLSHEET_")))
    this.url = `http://127.0.0.1:${port}`
    this.sandboxUrl = `http://127.0.0.1:${sandboxPort}`
    this.dataDir = join(this.folder, "data")
    mkdirSync(this.dataDir)
    this.#env = {
      ...inherited,
      NODE_OPTIONS: "",
      DATABASE_URL: databaseUrl,
      CALLSHEET_DATA_DIR: this.dataDir,
      CALLSHEET_PORT: String(port),
      CALLSHEET_URL: this.url,
      CALLSHEET_MASTER_KEY: createHash("sha256").update("the fleet of a test").digest("base64"),
      CALLSHEET_TIKTOK_API_URL: between.sandboxUrl ?? this.sandboxUrl,
      CALLSHEET_TIKTOK_AUTH_URL: `${this.sandboxUrl}/v2/auth/authorize/`,
      CALLSHEET_TIKTOK_CLIENT_KEY: "fleet",
      CALLSHEET_TIKTOK_CLIENT_SECRET: "fleet-secret",
      CALLSHEET_SANDBOX_PORT: String(sandboxPort),
      CALLSHEET_SANDBOX_CLIENT_KEY: "fleet",
      CALLSHEET_SANDBOX_CLIENT_SECRET: "fleet-secret",
      CALLSHEET_SANDBOX_TOKEN: SANDBOX_TOKEN,
      CALLSHEET_RENDER_QUALITY: "draft",
      CALLSHEET_MUSIC: "none",
      CALLSHEET_LOG_FORMAT: "json"
    }
  }

  static async make(databaseUrl: string, options: FleetOptions = {}): Promise<Fleet> {
    return new Fleet(databaseUrl, await freePort(), await freePort(), options)
  }

  #start(build: Build, role: "server" | "worker" | "sandbox", name: string, container?: Container): Running {
    // An earlier release keeps its sandbox among the packages.
    const programs = ["packages", "tools"].map((room) => join(build.root, room, role, "dist", "main.mjs"))
    const program = programs.find((file) => existsSync(file))
    if (program === undefined) throw new Error(`None of ${programs.join(", ")} exists; build it first.`)
    const [file, args] = container === undefined
      ? [process.execPath, [program]] as const
      : ["unshare", [...ownPids, process.execPath, program]] as const
    const env = container === undefined ? this.#env : {
      ...this.#env,
      CALLSHEET_RUNNER_HOST: container.host,
      CALLSHEET_RUNNER_PORT: String(container.port)
    }
    const child = spawn(file, args, { env, stdio: ["ignore", "pipe", "pipe"] })
    this.#children.push(child)
    const log = join(this.folder, `${name}.log`)
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (text: Buffer) => appendFileSync(log, text))
    const ended = new Promise<number | null>((resolve) => child.once("exit", resolve))
    return {
      name,
      pid: child.pid!,
      stop: () => {
        child.kill("SIGTERM")
        return ended
      }
    }
  }

  async sandbox(): Promise<Running> {
    const started = this.#start(currentBuild, "sandbox", "sandbox")
    await eventually("the sandbox", () => this.control("GET", "books?since=0"), () => true, 30)
    return started
  }

  async worker(build: Build, name: string, container?: Container): Promise<Running> {
    const started = this.#start(build, "worker", name, container)
    await eventually("the worker", async () => this.log(name), (text) => /ready|Working|works/i.test(text), 60)
    return started
  }

  async server(build: Build, name: string): Promise<Running> {
    const started = this.#start(build, "server", name)
    this.#servers.push(name)
    await eventually(
      name,
      async () => (await fetch(`${this.url}/health/ready`)).status,
      (status) => status === 200,
      60
    ).catch((cause: unknown) => {
      throw new Error(`${String(cause)}\n${this.log(name)}`)
    })
    return started
  }

  /** What opens the metrics of every process of this data folder. */
  asMonitor(): Record<string, string> {
    return { authorization: `Bearer ${readFileSync(join(this.dataDir, "metrics.token"), "utf8").trim()}` }
  }

  log(name: string): string {
    const file = join(this.folder, `${name}.log`)
    return existsSync(file) ? readFileSync(file, "utf8") : ""
  }

  use(apiKey: string): void {
    this.#apiKey = apiKey
  }

  /** Runs a command of a build's own command line; what it prints, parsed. */
  ask<A>(build: Build, ...args: ReadonlyArray<string>): Promise<A> {
    return new Promise((resolve, reject) => {
      execFile(
        process.execPath,
        [join(build.root, "packages/cli/bin/callsheet.mjs"), ...args, "--json"],
        {
          env: { ...this.#env, ...(this.#apiKey === "" ? {} : { CALLSHEET_API_KEY: this.#apiKey }) },
          maxBuffer: 1 << 26
        },
        (error, stdout, stderr) => {
          if (error !== null) reject(new Error(`callsheet ${args.join(" ")}: ${stdout} ${stderr}`))
          else resolve(JSON.parse(stdout.trim()) as A)
        }
      )
    })
  }

  /** One call over HTTP: its status and body, or none where nobody answered. */
  async call<A>(
    path: string,
    body: unknown,
    key?: string
  ): Promise<{ readonly status: number; readonly body: A } | null> {
    try {
      const answer = await fetch(`${this.url}/api/v1/${path}`, {
        method: "POST",
        headers: {
          authorization: `Bearer ${this.#apiKey}`,
          "content-type": "application/json",
          ...(key === undefined ? {} : { "idempotency-key": key })
        },
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(20_000)
      })
      return { status: answer.status, body: await answer.json() as A }
    } catch {
      return null
    }
  }

  /** As `call`, sent again with the same key until it is answered for good: a wait is no answer. */
  async insist<A>(
    path: string,
    body: unknown,
    key = randomBytes(8).toString("hex")
  ): Promise<{ status: number; body: A }> {
    return (await eventually(
      `an answer to ${path}`,
      () => this.call<A>(path, body, key),
      (answer) => answer !== null && answer.status !== 503,
      60
    ).catch((cause: unknown) => {
      throw new Error(`${String(cause)}\n${this.#servers.map((name) => this.log(name).slice(-3_000)).join("\n")}`)
    }))!
  }

  /** The stand-in's own hand: what no app could ask of TikTok. */
  async control<A>(method: string, path: string, body?: unknown): Promise<A> {
    const answer = await fetch(`${this.sandboxUrl}/sandbox/${path}`, {
      method,
      headers: { authorization: `Bearer ${SANDBOX_TOKEN}`, "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) })
    })
    if (!answer.ok) throw new Error(`${method} /sandbox/${path}: ${answer.status} ${await answer.text()}`)
    return await answer.json() as A
  }

  /** Grants access to a public account of that name on the stand-in's consent page, as a browser would. */
  async connect(orgId: string, username: string): Promise<string> {
    const { body } = await this.insist<{ readonly authorizeUrl: string; readonly state: string }>("account/connect", {
      orgId
    })
    await this.control("POST", "creators", { username })
    await fetch(`${body.authorizeUrl}&creator=${username}`)
    const { body: connection } = await this.insist<{ readonly account: { readonly id: string } | null }>(
      "account/connection",
      { state: body.state }
    )
    if (connection.account === null) throw new Error("The account was not connected.")
    return connection.account.id
  }

  /** Ends every process at once. */
  async stop(): Promise<void> {
    await Promise.all(
      this.#children.filter(({ exitCode, signalCode }) => exitCode === null && signalCode === null).map(
        (child) =>
          new Promise((resolve) => {
            child.once("exit", resolve)
            child.kill("SIGKILL")
          })
      )
    )
  }

  async remove(): Promise<void> {
    await this.stop()
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 })
  }
}
