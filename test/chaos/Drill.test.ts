import { afterAll, assert, describe, it } from "@effect/vitest"
import { spawn } from "node:child_process"
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { isLong } from "./Long.ts"

const bin = fileURLToPath(new URL("../../packages/cli/bin/callsheet.mjs", import.meta.url))

interface Proof {
  readonly stopped: boolean
  readonly kills: number
  readonly strikes: number
  readonly strikesByKind: Readonly<Record<string, number>>
  readonly plansMade: number
  readonly plansPosted: number
  readonly postsInBooks: number
  readonly underWay: number
  readonly doublePosts: number
  readonly lostPlans: number
  readonly wrong: ReadonlyArray<string>
}

const folder = mkdtempSync(join(tmpdir(), "callsheet-drills-"))

/** Runs a drill to its end; `whenSaid` sees all that it has said so far and may stop it. */
const drill = (args: ReadonlyArray<string>, whenSaid: (said: string, stop: () => void) => void = () => {}) =>
  new Promise<{ readonly code: number | null; readonly proof: Proof; readonly said: string }>((resolve, reject) => {
    const child = spawn(process.execPath, [bin, "drill", "--json", "--workers", "2", ...args], {
      env: { ...process.env, TMPDIR: folder },
      stdio: ["ignore", "pipe", "pipe"]
    })
    const text = { out: "", said: "" }
    child.stdout.on("data", (piece: Buffer) => text.out += piece.toString())
    child.stderr.on("data", (piece: Buffer) => {
      text.said += piece.toString()
      whenSaid(text.said, () => child.kill("SIGINT"))
    })
    child.once("close", (code) => {
      try {
        resolve({ code, said: text.said, proof: JSON.parse(text.out) as Proof })
      } catch {
        reject(new Error(`the drill printed no JSON: ${text.out} ${text.said}`))
      }
    })
  })

/** What the drill has started, by process id. */
const started = (): ReadonlyArray<number> => {
  const [data = ""] = readdirSync(folder)
  const { children } = JSON.parse(readFileSync(join(folder, data, "stack.json"), "utf8")) as {
    readonly children: ReadonlyArray<{ readonly process: { readonly pid: number } }>
  }
  return children.map((child) => child.process.pid)
}
const runs = (pid: number): boolean => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

const nothingLostOrDoubled = (proof: Proof, said: string) => {
  assert.deepStrictEqual(proof.wrong, [], said)
  assert.isAbove(proof.kills, 0)
  assert.strictEqual(Object.values(proof.strikesByKind).reduce((a, b) => a + b, 0), proof.strikes)
  assert.isAbove(proof.plansMade, 0)
  assert.strictEqual(proof.doublePosts, 0)
  assert.strictEqual(proof.lostPlans, 0)
}

describe("callsheet drill", () => {
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  it(
    "D04, F10: kills until Ctrl-C, lets the work end or says what is open, and leaves nothing running behind",
    async () => {
      let pids: ReadonlyArray<number> = []
      const { code, proof, said } = await drill(["--minutes", "10"], (soFar, stop) => {
        if (pids.length > 0 || !/plans [1-9]\d*, posted \d+, kills ([5-9]|\d\d)/.test(soFar)) return
        pids = started()
        stop()
      })
      nothingLostOrDoubled(proof, said)
      assert.strictEqual(code, 0)
      assert.isTrue(proof.stopped)
      assert.include(said, "Nothing is struck any more")
      assert.strictEqual(proof.plansPosted + proof.underWay, proof.plansMade)
      assert.isAbove(pids.length, 2)
      assert.deepStrictEqual(pids.filter(runs), [])
      assert.deepStrictEqual(readdirSync(folder), [], "what it made on disk is gone")
    },
    240_000
  )

  it.runIf(isLong)(
    "the long version: three hundred kills, and each plan was posted once by TikTok's own books",
    async () => {
      const { code, proof, said } = await drill(["--minutes", "30", "--kills", "300"])
      nothingLostOrDoubled(proof, said)
      assert.strictEqual(code, 0)
      assert.isAtLeast(proof.kills, 300)
      assert.strictEqual(proof.plansPosted, proof.plansMade)
      assert.strictEqual(proof.postsInBooks, proof.plansMade)
    },
    2_400_000
  )
})
