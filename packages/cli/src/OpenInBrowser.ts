import { Effect } from "effect"
import { spawn } from "node:child_process"

const opener: Readonly<Partial<Record<NodeJS.Platform, readonly [string, ReadonlyArray<string>]>>> = {
  darwin: ["open", []],
  win32: ["cmd", ["/c", "start", ""]]
}

/** Tries to; the address was printed, so nothing is lost where there is no browser. */
export const openInBrowser = (address: string): Effect.Effect<void> =>
  Effect.async((resume) => {
    const [program, args] = opener[process.platform] ?? ["xdg-open", []]
    const child = spawn(program, [...args, address], { stdio: "ignore", detached: true })
    child.once("error", () => resume(Effect.void))
    child.once("spawn", () => {
      child.unref()
      resume(Effect.void)
    })
  })
