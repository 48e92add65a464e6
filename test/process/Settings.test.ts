import { requireSettings, settingFaults } from "@callsheet/process/settings/Check"
import { defaultDataFolder } from "@callsheet/process/settings/DataFolder"
import { environmentFor, environmentOf } from "@callsheet/process/settings/Environment"
import { allSettings, forTests, settings, unsupported } from "@callsheet/process/settings/Registry"
import type { Reader } from "@callsheet/process/settings/Setting"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Option, Redacted } from "effect"
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

const root = join(import.meta.dirname, "..", "..")
const everyReader: ReadonlyArray<Reader> = ["server", "worker", "sandbox", "command line"]

const faultsOf = (variables: Record<string, string>, readers = everyReader) =>
  Effect.map(
    settingFaults(environmentOf(variables), readers),
    (faults) => faults.map(({ variable }) => variable).toSorted()
  )

/** A file that holds a secret, for as long as the test runs. */
const secretFile = (text: string) =>
  Effect.map(
    Effect.acquireRelease(
      Effect.sync(() => mkdtempSync(join(tmpdir(), "callsheet-secret-"))),
      (folder) => Effect.sync(() => rmSync(folder, { recursive: true }))
    ),
    (folder) => {
      const file = join(folder, "secret")
      writeFileSync(file, text)
      return file
    }
  )

describe("the registry of settings", () => {
  it("has every variable that the code names, so that none is read without being documented", () => {
    const known = (name: string) =>
      allSettings.some((setting) => setting.name === name || (setting.secret && `${setting.name}_FILE` === name)) ||
      [...forTests, ...unsupported.map(({ prefix }) => prefix)].some((prefix) => name.startsWith(prefix))
    const folders = ["packages", "tools", "scripts"].filter((name) => readdirSync(root).includes(name))
    const files = folders.flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
        .filter((file) => /\.(ts|tsx|mjs)$/.test(file) && !/(^|\/)(dist|node_modules)\//.test(file))
        .map((file) => join(root, folder, file))
    )
    assert.isAbove(files.length, 100)
    const unlisted = files.flatMap((file) =>
      (readFileSync(file, "utf8").match(/\b(CALLSHEET_[A-Z0-9_]*[A-Z0-9]|FFMPEG_BIN|DATABASE_URL)\b(?!_?\*)/g) ?? [])
        .filter((name) => !known(name)).map((name) => `${file}: ${name}`)
    )
    assert.deepStrictEqual(unlisted, [])
  })

  it("describes each setting for an operator, once", () => {
    const names = allSettings.map(({ name }) => name)
    assert.strictEqual(new Set(names).size, names.length)
    for (const { meaning, name, readBy } of allSettings) {
      assert.match(meaning, /^[A-Z`].*\.$/, name)
      assert.isNotEmpty(readBy, name)
    }
  })

  it.effect("an empty variable means the same as none", () =>
    Effect.map(
      faultsOf(Object.fromEntries(allSettings.map(({ name }) => [name, ""]))),
      (faults) => assert.deepStrictEqual(faults, [])
    ))
})

it("docker-compose.yml passes on every setting of servers and workers", () => {
  const compose = readFileSync(join(root, "docker-compose.yml"), "utf8")
  // The image sets these for itself, and each worker has a port and an address of its own.
  const ofTheImage = new Set([
    "CALLSHEET_DATA_DIR",
    "CALLSHEET_HOST",
    "CALLSHEET_PORT",
    "CALLSHEET_WORKER_HTTP_HOST",
    "CALLSHEET_WORKER_HTTP_PORT",
    "FFMPEG_BIN",
    "CALLSHEET_SANDBOX_PORT"
  ])
  const missing = allSettings
    .filter(({ readBy }) => readBy.includes("server") || readBy.includes("worker"))
    .map(({ name }) => name)
    .filter((name) => !ofTheImage.has(name) && !new RegExp(`^ +${name}:`, "m").test(compose))
  assert.deepStrictEqual(missing, [])
})

describe("checking settings before a start", () => {
  it.effect("D26: one message names every variable at fault, whichever program reads it", () =>
    Effect.gen(function*() {
      const environment = environmentOf({
        CALLSHEET_MODE: "production",
        CALLSHEET_PORT: "70000",
        CALLSHEET_MASTER_KEY: "short",
        FFMPEG_BIN: "/bin/true",
        CALLSHEET_LOG_LEVEL: "loud",
        CALLSHEET_JOB_KINDS: "knit",
        CALLSHEET_S3_BUCKET: "media"
      })
      const error = yield* Effect.flip(requireSettings(environment, everyReader))
      assert.deepStrictEqual(error.faults.map(({ variable }) => variable).toSorted(), [
        "CALLSHEET_JOB_KINDS",
        "CALLSHEET_LOG_LEVEL",
        "CALLSHEET_MASTER_KEY",
        "CALLSHEET_MODE",
        "CALLSHEET_PORT",
        "CALLSHEET_S3_BUCKET",
        "FFMPEG_BIN"
      ])
      for (const { variable } of error.faults) assert.include(error.message, `  ${variable}: `)
      assert.include(error.message, "Object storage is not available in this release. Unset CALLSHEET_S3_BUCKET.")
      assert.notInclude(error.message, "short")
    }))

  it.effect("D26: live mode names all that it misses", () =>
    Effect.map(faultsOf({ CALLSHEET_MODE: "live" }), (faults) =>
      assert.deepStrictEqual(faults, [
        "CALLSHEET_MASTER_KEY",
        "CALLSHEET_TIKTOK_CLIENT_KEY",
        "CALLSHEET_TIKTOK_CLIENT_SECRET"
      ])))

  it.effect("a program is stopped only by settings that it reads", () =>
    Effect.gen(function*() {
      const variables = { FFMPEG_BIN: "/nowhere/ffmpeg", CALLSHEET_PORT: "none" }
      assert.deepStrictEqual(yield* faultsOf(variables, ["server"]), ["CALLSHEET_PORT"])
      assert.deepStrictEqual(yield* faultsOf(variables, ["worker"]), ["FFMPEG_BIN"])
    }))

  it.effect("a key without its endpoint is refused instead of ignored", () =>
    Effect.gen(function*() {
      assert.deepStrictEqual(yield* faultsOf({ CALLSHEET_TTS_KEY: "secret" }), ["CALLSHEET_TTS_URL"])
      assert.deepStrictEqual(yield* faultsOf({ CALLSHEET_LLM_KEY: "secret" }), ["CALLSHEET_LLM_MODEL"])
    }))
})

describe("secrets from files", () => {
  it.scoped("are read without the line end that editors add", () =>
    Effect.gen(function*() {
      const { faults, provider, warnings } = environmentOf({ CALLSHEET_API_KEY_FILE: yield* secretFile("cs_key\n") })
      const key = yield* provider.load(settings.apiKey.config)
      assert.deepStrictEqual(Option.map(key, Redacted.value), Option.some("cs_key"))
      assert.deepStrictEqual([faults, warnings], [[], []])
    }))

  it.scoped("stop the start when they cannot be read, are empty, or stand beside the variable itself", () =>
    Effect.gen(function*() {
      const file = yield* secretFile("\n")
      const { faults } = environmentOf({
        CALLSHEET_MASTER_KEY_FILE: "/nowhere/key",
        CALLSHEET_TIKTOK_CLIENT_SECRET_FILE: file,
        CALLSHEET_LLM_KEY_FILE: file,
        CALLSHEET_LLM_KEY: "hidden"
      })
      assert.deepStrictEqual(faults.map(({ problem, variable }) => `${variable} ${problem}`).toSorted(), [
        "CALLSHEET_LLM_KEY_FILE is set, and so is CALLSHEET_LLM_KEY",
        "CALLSHEET_MASTER_KEY_FILE /nowhere/key cannot be read (ENOENT)",
        `CALLSHEET_TIKTOK_CLIENT_SECRET_FILE ${file} is empty`
      ])
    }))

  it("a child gets the database's address without the file that names another", () => {
    const own = { DATABASE_URL: "postgres://here/callsheet" }
    const env = environmentFor({ DATABASE_URL_FILE: "/run/url", CALLSHEET_PROT: "1", PATH: "/bin" }, own)
    assert.deepStrictEqual(env, { PATH: "/bin", ...own })
  })
})

describe("misspelled variables", () => {
  const warned = (name: string) => environmentOf({ [name]: "x" }).warnings

  it("get a warning that names what was meant", () => {
    assert.deepStrictEqual(warned("CALLSHEET_PROT"), [
      "CALLSHEET_PROT is not a setting of Callsheet and has no effect. Did you mean CALLSHEET_PORT?"
    ])
    assert.match(warned("CALLSHEET_DATABASE_URL")[0] ?? "", /Did you mean DATABASE_URL\?$/)
    assert.match(warned("CALLSHEET_XYZZY")[0] ?? "", /has no effect\.$/)
    assert.match(warned("CALLSHEET_PORT_FILE")[0] ?? "", /only secrets are read from files/)
  })

  it("variables of other programs and of the tests do not", () => {
    assert.deepStrictEqual([...warned("HOME"), ...warned("CALLSHEET_TEST_ACCOUNTS"), ...warned("CALLSHEET_PORT")], [])
  })
})

it("the default data folder is that of the installation, whatever folder a program is started in", () => {
  assert.strictEqual(defaultDataFolder(), join(root, ".callsheet"))
})
