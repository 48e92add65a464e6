import { assert, describe, it } from "@effect/vitest"
import { execFile } from "node:child_process"
import { fileURLToPath } from "node:url"
import { isLong } from "./Long.ts"

const bin = fileURLToPath(new URL("../../packages/cli/bin/callsheet.mjs", import.meta.url))

interface Proof {
  readonly kills: number
  readonly killsByKind: Readonly<Record<string, number>>
  readonly plansMade: number
  readonly plansPosted: number
  readonly postsInBooks: number
  readonly doublePosts: number
  readonly lostPlans: number
  readonly wrong: ReadonlyArray<string>
}

const drill = (...args: ReadonlyArray<string>) =>
  new Promise<{ readonly code: number; readonly proof: Proof; readonly said: string }>((resolve, reject) => {
    execFile(process.execPath, [bin, "drill", "--json", ...args], { maxBuffer: 1 << 24 }, (error, stdout, said) => {
      const code = error === null ? 0 : typeof error.code === "number" ? error.code : 1
      try {
        resolve({ code, said, proof: JSON.parse(stdout) as Proof })
      } catch {
        reject(new Error(`the drill printed no JSON: ${stdout} ${said}`))
      }
    })
  })

describe("callsheet drill", () => {
  it(
    "D04, F10: kills what it likes and proves that each plan was posted once, by TikTok's own books",
    async () => {
      const [minutes, kills] = isLong ? ["20", "300"] : ["0.5", "8"]
      const { code, proof, said } = await drill("--minutes", minutes, "--kills", kills, "--workers", "2")
      assert.deepStrictEqual(proof.wrong, [], said)
      assert.strictEqual(code, 0)
      assert.isAbove(proof.kills, 0)
      assert.strictEqual(Object.values(proof.killsByKind).reduce((a, b) => a + b, 0), proof.kills)
      assert.isAbove(proof.plansMade, 0)
      assert.strictEqual(proof.plansPosted, proof.plansMade)
      assert.strictEqual(proof.postsInBooks, proof.plansMade)
      assert.strictEqual(proof.doublePosts, 0)
      assert.strictEqual(proof.lostPlans, 0)
    },
    isLong ? 1_800_000 : 240_000
  )
})
