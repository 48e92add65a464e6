import { startOrAdopt } from "@callsheet/embedded-postgres/EmbeddedPostgres"
import { Effect, Either, Redacted } from "effect"
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Client } from "pg"
import type { TestProject } from "vitest/node"

declare module "vitest" {
  interface ProvidedContext {
    /** Superuser's address of the run's one PostgreSQL server. */
    readonly postgresUrl: string
    /** The address that programs get, of a role without rights over the server. */
    readonly programUrl: string
  }
}

const prefix = "callsheet-test-"

const isAlive = (pid: number): boolean => existsSync(`/proc/${pid}`)

/** A run that was killed leaves its server behind; the next one clears it away. */
const clearDeadRuns = (): void => {
  if (process.platform !== "linux") return
  for (const name of readdirSync(tmpdir())) {
    const maker = /^callsheet-test-(\d+)-/.exec(name)?.[1]
    if (maker === undefined || isAlive(Number(maker))) continue
    const folder = join(tmpdir(), name)
    const pidFile = join(folder, "postgres", "data", "postmaster.pid")
    if (existsSync(pidFile)) {
      const pid = Number(readFileSync(pidFile, "utf8").split("\n")[0])
      // Only what still runs from this very folder is that run's server.
      if (isAlive(pid) && readFileSync(`/proc/${pid}/cmdline`, "utf8").includes(folder)) process.kill(pid, "SIGQUIT")
    }
    rmSync(folder, { recursive: true, force: true })
  }
}

/** One server for the whole run; every test file makes databases of its own in it. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  clearDeadRuns()
  const folder = mkdtempSync(join(tmpdir(), `${prefix}${process.pid}-`))
  // As root the server runs under another account, which has to walk through.
  chmodSync(folder, 0o755)
  const outcome = await Effect.runPromise(Effect.either(startOrAdopt(folder)))
  // Vitest shows nothing but the message, and the remedy is what a person needs.
  if (Either.isLeft(outcome)) throw new Error(`${outcome.left.message} ${outcome.left.remedy}`)
  const server = outcome.right
  if (server.superuserUrl === undefined) throw new Error("The test server has no superuser of its own.")
  const url = Redacted.value(server.superuserUrl)
  const admin = new Client(url)
  await admin.connect()
  // The tests kill processes, not the power: waiting for the disk would only make them slow.
  await admin.query("ALTER SYSTEM SET fsync = off")
  await admin.query("SELECT pg_reload_conf()")
  await admin.end()
  project.provide("postgresUrl", url)
  project.provide("programUrl", Redacted.value(server.url))
  return async () => {
    await Effect.runPromise(server.stop)
    rmSync(folder, { recursive: true, force: true })
  }
}
