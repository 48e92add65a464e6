import { settingsTogether, unusable } from "@callsheet/process/ConfigReport"
import { explainStart } from "@callsheet/process/StartError"
import * as ServerConfig from "@callsheet/server/Config"
import * as NodeFileSystem from "@effect/platform-node/NodeFileSystem"
import { assert, describe, it } from "@effect/vitest"
import { Cause, Config, ConfigError, ConfigProvider, Context, Effect, Layer } from "effect"
import { mkdtempSync, readdirSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

const folder = Effect.acquireRelease(
  Effect.sync(() => mkdtempSync(join(tmpdir(), "callsheet-config-"))),
  (path) => Effect.sync(() => rmSync(path, { recursive: true }))
)

const read = (variables: Readonly<Record<string, string>>) =>
  Effect.flatMap(folder, (dataDir) =>
    Layer.build(ServerConfig.layer).pipe(
      Effect.withConfigProvider(
        ConfigProvider.fromMap(new Map(Object.entries({ CALLSHEET_DATA_DIR: dataDir, ...variables })))
      ),
      Effect.provide(NodeFileSystem.layer),
      Effect.map((context) => ({ context, files: readdirSync(dataDir) }))
    ))

const faultsOf = (variables: Readonly<Record<string, string>>) =>
  Effect.map(Effect.flip(read(variables)), (error) => error.faults.map(({ variable }) => variable).toSorted())

const standIn = { CALLSHEET_TIKTOK_API_URL: "http://127.0.0.1:4401" }

describe("The server's settings", () => {
  it.scoped("D26: live mode without its keys does not start, and one message names all of them", () =>
    Effect.gen(function*() {
      const error = yield* Effect.flip(read({ CALLSHEET_MODE: "live" }))
      for (const name of ["CALLSHEET_TIKTOK_CLIENT_KEY", "CALLSHEET_TIKTOK_CLIENT_SECRET", "CALLSHEET_MASTER_KEY"]) {
        assert.match(error.message, new RegExp(`^  ${name}: is not set`, "m"))
        assert.include(error.message, `Set ${name}.`)
      }
      assert.lengthOf(error.faults, 3)
      assert.notInclude(error.message, "<redacted>")
    }))

  it.scoped("D26: every unusable value is named at once, whichever part of the product reads it", () =>
    Effect.gen(function*() {
      const faults = yield* faultsOf({
        CALLSHEET_PORT: "70000",
        CALLSHEET_PUBLIC_URL: "callsheet.example",
        CALLSHEET_LOG_LEVEL: "loud",
        CALLSHEET_LOG_FORMAT: "xml",
        CALLSHEET_TIKTOK_API_URL: "not an address",
        CALLSHEET_MASTER_KEY: "short",
        OTEL_EXPORTER_OTLP_ENDPOINT: "collector:4318"
      })
      assert.deepStrictEqual(faults, [
        "CALLSHEET_LOG_FORMAT",
        "CALLSHEET_LOG_LEVEL",
        "CALLSHEET_MASTER_KEY",
        "CALLSHEET_PORT",
        "CALLSHEET_PUBLIC_URL",
        "CALLSHEET_TIKTOK_API_URL",
        "OTEL_EXPORTER_OTLP_ENDPOINT"
      ])
    }))

  it.scoped("D26: a variable that several parts read is named once", () =>
    Effect.map(
      faultsOf({ ...standIn, CALLSHEET_MODE: "production" }),
      (faults) => assert.deepStrictEqual(faults, ["CALLSHEET_MODE"])
    ))

  it.scoped("D26: an unusable secret is named and not shown", () =>
    Effect.gen(function*() {
      const error = yield* Effect.flip(read({ ...standIn, CALLSHEET_MASTER_KEY: "my-secret-master-key" }))
      assert.notInclude(explainStart("server", Cause.fail(error)), "my-secret-master-key")
    }))

  it.scoped("in sandbox mode TikTok's own address is refused", () =>
    Effect.map(
      faultsOf({ CALLSHEET_TIKTOK_API_URL: "https://open.tiktokapis.com" }),
      (faults) => assert.deepStrictEqual(faults, ["CALLSHEET_TIKTOK_API_URL"])
    ))

  it.scoped("with a stand-in's address the sandbox needs nothing else", () =>
    Effect.gen(function*() {
      const { context, files } = yield* read(standIn)
      const settings = Context.get(context, ServerConfig.ServerConfig)
      assert.deepInclude(settings, {
        mode: "sandbox",
        host: "127.0.0.1",
        port: 4400,
        publicUrl: "http://127.0.0.1:4400"
      })
      assert.deepStrictEqual(files, ["master.key"])
    }))

  it.scoped("an address to listen on everywhere becomes one that can be opened", () =>
    Effect.gen(function*() {
      const everywhere = yield* read({ ...standIn, CALLSHEET_HOST: "0.0.0.0", CALLSHEET_PORT: "8080" })
      assert.strictEqual(
        Context.get(everywhere.context, ServerConfig.ServerConfig).publicUrl,
        "http://127.0.0.1:8080"
      )
      const given = yield* read({ ...standIn, CALLSHEET_PUBLIC_URL: "https://callsheet.example/" })
      assert.strictEqual(
        Context.get(given.context, ServerConfig.ServerConfig).publicUrl,
        "https://callsheet.example"
      )
    }))
})

describe("The report of unusable settings", () => {
  it.effect("reads on after the first part that fails", () =>
    Effect.gen(function*() {
      const error = yield* Effect.flip(Effect.scoped(Layer.build(settingsTogether(
        Layer.effectDiscard(Config.string("A")),
        Layer.effectDiscard(Config.all([Config.string("B"), Config.string("C")])),
        Layer.effectDiscard(Config.succeed(1))
      )))).pipe(Effect.withConfigProvider(ConfigProvider.fromMap(new Map())))
      assert.deepStrictEqual(error.faults.map(({ variable }) => variable), ["A", "B", "C"])
    }))

  it("of alternatives it names the value that was given and is wrong", () => {
    const error = unusable([
      ConfigError.Or(ConfigError.InvalidData(["PORT"], "expected a number"), ConfigError.MissingData(["OTHER"], "-"))
    ])
    assert.strictEqual(
      error.message,
      "One setting cannot be used:\n  PORT: expected a number. Correct PORT, or leave it out where it has a default."
    )
  })
})
