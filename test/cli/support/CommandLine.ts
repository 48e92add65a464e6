import { run } from "@callsheet/cli/Run"
import { plainLook } from "@callsheet/client/terminal/Render"
import { Signals } from "@callsheet/client/terminal/Signals"
import { ConfigProvider, Effect } from "effect"
import { FakeServer, GOOD_KEY } from "./FakeServer.ts"

export interface Ran {
  readonly exit: number
  readonly stdout: string
  readonly stderr: string
}

/** Runs a command line in this process, as the shell would: words in, exit code and both streams out. */
export const callsheet = (
  args: ReadonlyArray<string>,
  env: Readonly<Record<string, string>> = {}
): Effect.Effect<Ran> =>
  Effect.suspend(() => {
    let stdout = ""
    let stderr = ""
    return run(args, {
      out: (text) => {
        stdout += text
      },
      err: (text) => {
        stderr += text
      },
      outLook: plainLook,
      errLook: plainLook
    }).pipe(
      Effect.provide(Signals.layerNever),
      Effect.withConfigProvider(
        ConfigProvider.fromMap(new Map(Object.entries({ CALLSHEET_DATA_DIR: "/nowhere/callsheet", ...env })))
      ),
      Effect.map((exit) => ({ exit, stdout, stderr }))
    )
  })

/** The same against the fake server, with a key it knows. */
export const asking = (args: ReadonlyArray<string>, key = GOOD_KEY): Effect.Effect<Ran, never, FakeServer> =>
  Effect.flatMap(FakeServer, ({ url }) => callsheet(args, { CALLSHEET_URL: url, CALLSHEET_API_KEY: key }))

/** Standard output as the one JSON value it must be. */
export const value = ({ stdout }: Ran): unknown => {
  if (stdout.trimEnd().includes("\n")) throw new Error(`more than one line on standard output:\n${stdout}`)
  return JSON.parse(stdout)
}

export const lines = ({ stdout }: Ran): ReadonlyArray<unknown> =>
  stdout.trimEnd().split("\n").map((line): unknown => JSON.parse(line))
