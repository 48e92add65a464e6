import { ApiClient } from "@callsheet/client/Client"
import { WrongUse } from "@callsheet/client/CliError"
import { readOwnerKey } from "@callsheet/client/OwnerKey"
import { answer } from "@callsheet/client/terminal/Output"
import { facts, painter } from "@callsheet/client/terminal/Render"
import { Effect, Option, Redacted } from "effect"
import type { Stack } from "./Stack.ts"

export const requireWorkers = (count: number): Effect.Effect<number, WrongUse> =>
  count >= 1 && count <= 64
    ? Effect.succeed(count)
    : new WrongUse({ what: `${count} workers cannot be started.`, next: "Give a number between 1 and 64: --workers 2" })

/** A link into the panel, signed in as the owner. It works once; `callsheet open` makes the next one. */
export const panelLink = (url: string, key: Redacted.Redacted) =>
  Effect.flatMap(ApiClient, (client) => client.session.link({})).pipe(
    Effect.map((link) => link.url),
    Effect.provide(ApiClient.layer({ url, key })),
    Effect.catchAll((error) => Effect.as(Effect.logDebug(`No link into the panel: ${error.message}`), null))
  )

/** What a person needs to know about a running stack. */
export const announcement = (stack: Stack) =>
  Effect.gen(function*() {
    const key = stack.ownerKeyFile === null ? Option.none() : yield* readOwnerKey(stack.dataDir)
    const ownerKey = Option.getOrNull(Option.map(key, ({ key }) => Redacted.value(key)))
    const panel = Option.isNone(key) ? null : yield* panelLink(stack.url, key.value.key)
    const { database, dataDir, mode, ownerKeyFile, standIn, url } = stack
    const sandboxUrl = standIn?.url ?? null
    const value = { url, mode, dataDir, database, sandboxUrl, ownerKeyFile, ownerKey, panel, pid: process.pid }
    const next = mode === "sandbox" ? "callsheet account connect" : "callsheet org create NAME"
    return answer(value, (look): string => {
      const paint = painter(look)
      return [
        paint("green", "Callsheet is ready."),
        facts([
          ["address", url],
          ["panel", panel === null ? url : `${panel} (works once; the next one: callsheet open)`],
          ["mode", mode === "sandbox" ? "sandbox: nothing is posted to TikTok" : "live"],
          ["data folder", dataDir],
          ["database", database],
          [
            "owner key",
            ownerKeyFile === null ? null : `${ownerKey ?? ""} (stored in ${ownerKeyFile}; used here by itself)`
          ],
          ["next", `${next}, then callsheet plan import FILE.csv, or callsheet status`],
          ["stop", "Ctrl-C"]
        ], look)
      ].join("\n")
    })
  })
