/** A real stack of real processes on a data folder of its own, driven as a stranger drives it: by the command line. */
import { type ChildProcess, execFile, spawn } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { createServer } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"

const bin = fileURLToPath(new URL("../../packages/cli/bin/callsheet.mjs", import.meta.url))

export const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once("error", reject)
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0))
    })
  })

export const wait = (millis: number) => new Promise((resolve) => setTimeout(resolve, millis))

/** Asks again until it is so; the last thing seen is in the error. */
export const eventually = async <A>(
  what: string,
  ask: () => Promise<A>,
  holds: (a: A) => boolean,
  seconds = 120
): Promise<A> => {
  const end = Date.now() + seconds * 1000
  let seen: A | undefined
  let trouble: unknown
  while (Date.now() < end) {
    try {
      seen = await ask()
      if (holds(seen)) return seen
      trouble = undefined
    } catch (cause) {
      trouble = cause
    }
    await wait(200)
  }
  throw new Error(`${what} did not come; seen last: ${trouble === undefined ? JSON.stringify(seen) : String(trouble)}`)
}

interface Child {
  readonly name: string
  readonly process: { readonly pid: number }
}

export class RunningStack {
  readonly dataDir = mkdtempSync(join(tmpdir(), "callsheet-e2e-"))
  readonly env: NodeJS.ProcessEnv
  readonly url: string
  readonly sandboxUrl: string
  #up: ChildProcess | undefined
  #said = ""
  #operatorKey: string | undefined

  private constructor(port: number, sandboxPort: number, env: NodeJS.ProcessEnv) {
    this.url = `http://127.0.0.1:${port}`
    this.sandboxUrl = `http://127.0.0.1:${sandboxPort}`
    const inherited = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("CALLSHEET_")))
    this.env = {
      ...inherited,
      CALLSHEET_DATA_DIR: this.dataDir,
      CALLSHEET_PORT: String(port),
      CALLSHEET_SANDBOX_PORT: String(sandboxPort),
      CALLSHEET_URL: this.url,
      NODE_OPTIONS: "",
      ...env
    }
  }

  static async make(env: NodeJS.ProcessEnv = {}): Promise<RunningStack> {
    return new RunningStack(await freePort(), await freePort(), env)
  }

  /** `callsheet up`, until it is ready. */
  async up(): Promise<void> {
    this.#said = ""
    const up = spawn(process.execPath, [bin, "up", "--workers", "2"], {
      env: this.env,
      stdio: ["ignore", "pipe", "pipe"]
    })
    this.#up = up
    for (const stream of [up.stdout, up.stderr]) stream.on("data", (text: Buffer) => this.#said += text.toString())
    await eventually(
      "the stack",
      async () => (await fetch(`${this.url}/health/ready`)).status,
      (status) => status === 200,
      60
    )
      .catch((cause: unknown) => {
        throw new Error(`${String(cause)}\n${this.#said}`)
      })
  }

  get said(): string {
    return this.#said
  }

  /** The exit code of `up` after the signal. */
  async stop(signal: NodeJS.Signals = "SIGINT"): Promise<number | null> {
    const up = this.#up
    if (up === undefined || up.exitCode !== null) return up?.exitCode ?? null
    const ended = new Promise<number | null>((resolve) => up.once("exit", resolve))
    up.kill(signal)
    return await ended
  }

  async remove(): Promise<void> {
    await this.stop()
    rmSync(this.dataDir, { recursive: true, force: true, maxRetries: 5 })
  }

  /** Runs a command with `--json`; what it prints, parsed, and its exit code. */
  run(
    ...args: ReadonlyArray<string>
  ): Promise<{ readonly code: number; readonly json: unknown; readonly stderr: string }> {
    return this.#run(this.env, args)
  }

  /** A command of the person who runs the installation, with an operator key made where the database is. */
  async operate<A>(...args: ReadonlyArray<string>): Promise<A> {
    this.#operatorKey ??=
      (await this.ask<{ readonly key: string }>("key", "create", "--operator", "--name", "test")).key
    const { code, json, stderr } = await this.#run({ ...this.env, CALLSHEET_API_KEY: this.#operatorKey }, args)
    if (code !== 0) throw new Error(`callsheet ${args.join(" ")} ended with ${code}: ${JSON.stringify(json)} ${stderr}`)
    return json as A
  }

  #run(
    env: NodeJS.ProcessEnv,
    args: ReadonlyArray<string>
  ): Promise<{ readonly code: number; readonly json: unknown; readonly stderr: string }> {
    return new Promise((resolve) => {
      execFile(
        process.execPath,
        [bin, ...args, "--json"],
        { env, maxBuffer: 1 << 26 },
        (error, stdout, stderr) => {
          const code = error === null ? 0 : typeof error.code === "number" ? error.code : 1
          const lines = stdout.trim()
          resolve({ code, stderr, json: lines === "" ? null : JSON.parse(lines) })
        }
      )
    })
  }

  /** As `run`, for what must succeed. */
  async ask<A>(...args: ReadonlyArray<string>): Promise<A> {
    const { code, json, stderr } = await this.run(...args)
    if (code !== 0) throw new Error(`callsheet ${args.join(" ")} ended with ${code}: ${JSON.stringify(json)} ${stderr}`)
    return json as A
  }

  /** The same call over HTTP, for what is asked again and again: a command of its own costs half a second of a core. */
  async call<A>(path: string, body: unknown): Promise<A> {
    const { key } = JSON.parse(readFileSync(join(this.dataDir, "owner-key.json"), "utf8")) as { readonly key: string }
    const answer = await fetch(`${this.url}/api/v1/${path}`, {
      method: "POST",
      headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(20_000)
    })
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
    return await answer.json() as A
  }

  /** The stand-in's own hand: what no app could ask of TikTok. */
  async sandbox<A>(method: string, path: string, body?: unknown): Promise<A> {
    const token = readFileSync(join(this.dataDir, "sandbox.token"), "utf8").trim()
    const answer = await fetch(`${this.sandboxUrl}/sandbox/${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) })
    })
    if (!answer.ok) throw new Error(`${method} /sandbox/${path}: ${answer.status} ${await answer.text()}`)
    return await answer.json() as A
  }

  children(name: string): ReadonlyArray<number> {
    const record = JSON.parse(readFileSync(join(this.dataDir, "stack.json"), "utf8")) as {
      readonly children: ReadonlyArray<Child>
    }
    return record.children.filter((child) => child.name.startsWith(name)).map((child) => child.process.pid)
  }

  /** Grants access on the stand-in's consent page, as a browser would. */
  async connect(orgId: string): Promise<string> {
    const connecting = spawn(process.execPath, [bin, "account", "connect", "--org", orgId, "--no-browser", "--json"], {
      env: this.env,
      stdio: ["ignore", "pipe", "inherit"]
    })
    let said = ""
    connecting.stdout.on("data", (text: Buffer) => said += text.toString())
    const ended = new Promise((resolve) => connecting.once("exit", resolve))
    const { authorizeUrl } = JSON.parse(
      await eventually("the address", async () => said.split("\n")[0] ?? "", (line) => line.endsWith("}"))
    ) as { readonly authorizeUrl: string }
    await fetch(authorizeUrl)
    await ended
    return (JSON.parse(said.trim().split("\n").at(-1)!) as { readonly id: string }).id
  }
}
