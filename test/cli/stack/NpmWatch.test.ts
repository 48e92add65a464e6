import { expect, it } from "@effect/vitest"
import { spawn } from "node:child_process"
import { fileURLToPath } from "node:url"

const watch = fileURLToPath(new URL("../../../packages/cli/src/NpmWatch.ts", import.meta.url))

/** Prints its pid, then "stopped" when it is asked to stop; it would run for half a minute. */
const program = `import { whenNpmEnds } from ${JSON.stringify(watch)}
whenNpmEnds(() => { console.log("stopped"); process.exit(0) })
console.log(process.pid)
setTimeout(() => process.exit(1), 30_000)`

/** What the program prints after the shell that started it was killed; "" when it lives on for `patience`. */
const afterItsShell = (environment: NodeJS.ProcessEnv, patience: number) =>
  new Promise<string>((resolve) => {
    const shell = spawn("sh", ["-c", `"$NODE" --import tsx --input-type=module -e "$PROGRAM"; true`], {
      env: { ...environment, NODE: process.execPath, PROGRAM: program },
      stdio: ["ignore", "pipe", "inherit"]
    })
    let pid: number | undefined
    let said = ""
    shell.stdout.on("data", (bytes) => {
      said += String(bytes)
      if (pid !== undefined || !said.includes("\n")) return
      pid = Number(said.split("\n")[0])
      shell.kill("SIGKILL")
      setTimeout(() => {
        shell.stdout.destroy()
        if (pid !== undefined && !said.includes("stopped")) process.kill(pid, "SIGKILL")
        resolve(said.split("\n").slice(1).join(""))
      }, patience)
    })
  })

const { npm_lifecycle_event: _own, ...plain } = process.env

it("a program started by npm stops when npm and its shell were ended", async () => {
  expect(await afterItsShell({ ...plain, npm_lifecycle_event: "start" }, 3_000)).toBe("stopped")
})

it("a program that a person started lives on when its shell ends", async () => {
  expect(await afterItsShell(plain, 2_000)).toBe("")
})
