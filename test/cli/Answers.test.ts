import { afterAll, expect, layer } from "@effect/vitest"
import { Effect } from "effect"
import { closeSync, openSync, truncateSync } from "node:fs"
import { join } from "node:path"
import { newFolder, removeFolders } from "../support/NewFolder.ts"
import { asking, callsheet, lines, value } from "./support/CommandLine.ts"
import {
  ACCOUNT,
  FakeServer,
  GOOD_KEY,
  JOB,
  KEY,
  LOCKED,
  MISSING,
  OPERATOR_KEY,
  ORG,
  PLAN,
  STUCK,
  UNDECIDED,
  VIEWER_KEY
} from "./support/FakeServer.ts"

afterAll(removeFolders)

/** Every command that asks a server and comes to an end, as a person would type it. */
const good: ReadonlyArray<ReadonlyArray<string>> = [
  ["org", "list"],
  ["org", "show"],
  ["org", "show", ORG],
  ["org", "policy", "set", ORG, "gates=plan", "--owner", "Ada"],
  ["org", "policy", "set", ORG, "banned-claims=cures * pain; risk free", "required-disclosures=Paid, by a friend."],
  ["key", "create", "--org", ORG, "--role", "editor"],
  ["key", "list"],
  ["key", "revoke", KEY],
  ["account", "list"],
  ["account", "show", "@studio"],
  ["account", "refresh", ACCOUNT],
  ["account", "disconnect", ACCOUNT],
  ["plan", "add", "--org", ORG, "--account", ACCOUNT, "--topic", "T", "--at", "next"],
  ["plan", "add", "--account", "studio", "--topic", "T", "--at", "next", "--dry-run"],
  ["plan", "export", "--format", "csv"],
  ["plan", "list"],
  ["plan", "show", PLAN],
  ["plan", "show", PLAN.slice(0, 8)],
  ["plan", "timeline", PLAN],
  ["plan", "approve", PLAN],
  ["plan", "release", PLAN, "--privacy", "SELF_ONLY", "--allow-comment", "--no-allow-duet"],
  ["plan", "reject", PLAN, "--reason", "no"],
  ["plan", "reschedule", PLAN, "--at", "next"],
  ["plan", "lock", PLAN],
  ["plan", "unlock", PLAN],
  ["plan", "cancel", PLAN],
  ["plan", "allow", PLAN, "--reason", "a series"],
  ["asset", "show", PLAN],
  ["asset", "open", PLAN],
  ["job", "list", "--state", "in_progress,waiting"],
  ["job", "show", JOB],
  ["job", "retry", JOB],
  ["job", "cancel", JOB],
  ["dlq", "list"],
  ["dlq", "retry", JOB],
  ["dlq", "drop", JOB, "--yes"],
  ["quota", "show", ORG],
  ["quota", "set", ORG, "renders", "20/day"],
  ["usage", ORG, "--period", "2026-11"],
  ["metrics", ORG],
  ["metrics", PLAN],
  ["calendar", "--week", "2026-W48"],
  ["worker", "list"],
  ["status"],
  ["whoami"],
  ["open", "--no-browser"],
  ["open", PLAN, "--no-browser"],
  ["session", "list"],
  ["session", "end", `ses_${"0".repeat(26)}`]
]

layer(FakeServer.layer, { excludeTestServices: true })("what a command answers", (it) => {
  for (const args of good) {
    it.effect(`callsheet ${args.join(" ")}`, () =>
      Effect.gen(function*() {
        const json = yield* asking([...args, "--json"])
        expect(json.stderr === "" || !json.stderr.startsWith("error")).toBe(true)
        expect(json.exit).toBe(0)
        value(json)
        const text = yield* asking(args)
        expect(text.exit).toBe(0)
        expect(text.stdout).not.toBe("")
        expect(text.stdout).not.toContain("\u001b")
      }))
  }

  it.effect("callsheet worker drain worker-1 and totals, with the key of an operator", () =>
    Effect.gen(function*() {
      const drained = yield* asking(["worker", "drain", "worker-1", "--json"], OPERATOR_KEY)
      expect(drained.exit).toBe(0)
      expect(value(drained)).toMatchObject({ id: "worker-1", draining: true })
      expect(value(yield* asking(["totals", "--json"], OPERATOR_KEY))).toMatchObject({ orgs: 2, workers: { alive: 1 } })
      expect((yield* asking(["totals"], OPERATOR_KEY)).stdout).toContain("3 connected")
    }))

  it.effect("a created thing gives its id", () =>
    Effect.gen(function*() {
      const plan = yield* asking(["plan", "add", "--account", ACCOUNT, "--topic", "T", "--at", "next", "--json"])
      expect(value(plan)).toMatchObject({ id: PLAN, feasibility: { feasible: true } })
      expect(value(yield* asking(["key", "create", "--role", "viewer", "--json"]))).toMatchObject({
        id: KEY,
        key: "cs_abc_secret"
      })
      expect(value(yield* asking(["plan", "approve", PLAN, "--json"]))).toMatchObject({ id: PLAN })
    }))

  it.effect("a list spans every page, up to its limit", () =>
    Effect.gen(function*() {
      const all = value(yield* asking(["plan", "list", "--json"])) as ReadonlyArray<{ id: string }>
      expect(all.map(({ id }) => id)).toEqual([PLAN, STUCK])
      const first = value(yield* asking(["plan", "list", "--limit", "1", "--json"])) as ReadonlyArray<{ id: string }>
      expect(first).toHaveLength(1)
    }))

  it.effect("in a pipe a table is lines of tab-separated cells, whatever a title holds", () =>
    Effect.gen(function*() {
      const { stdout } = yield* asking(["plan", "list", "--limit", "1"])
      expect(stdout).toBe(
        `${PLAN}\t2026-11-24T17:00:00.000Z\tscheduled\tWhy bread rises red\tapproval of the idea. (an approver)\t@studio\n`
      )
    }))

  it.effect("several ids give a list, and what was refused is told beside what is done", () =>
    Effect.gen(function*() {
      expect(value(yield* asking(["plan", "approve", PLAN, PLAN, "--json"]))).toHaveLength(2)
      const partly = yield* asking(["plan", "approve", PLAN, LOCKED, "--json"])
      expect(partly.exit).toBe(3)
      expect(value(partly)).toMatchObject({
        error: {
          tag: "PartlyDone",
          done: [{ id: PLAN }],
          failures: [{ id: LOCKED, tag: "PlanLocked", remedy: `Unlock it first: callsheet plan unlock ${LOCKED}` }]
        }
      })
    }))

  it.effect("an idempotency key is sent, one for each of several plans", () =>
    Effect.gen(function*() {
      const { asked } = yield* FakeServer
      yield* asking(["plan", "approve", PLAN, "--key", "k"])
      expect(asked.at(-1)).toMatchObject({ call: "plan.approve", payload: { key: "k" } })
      yield* asking(["plan", "approve", PLAN, PLAN, "--key", "k"])
      expect(asked.at(-1)).toMatchObject({ payload: { key: `k:${PLAN}` } })
    }))

  it.effect("consent says exactly what was said: on, off, or nothing", () =>
    Effect.gen(function*() {
      const { asked } = yield* FakeServer
      yield* asking(["plan", "release", PLAN, "--privacy", "SELF_ONLY", "--allow-comment", "--no-allow-duet"])
      expect(asked.at(-1)).toMatchObject({
        payload: { settings: { privacy: "SELF_ONLY", allowComment: true, allowDuet: false } }
      })
      expect(asked.at(-1)?.payload).not.toHaveProperty("settings.allowStitch")
      yield* asking(["plan", "release", PLAN])
      expect(asked.at(-1)?.payload).toHaveProperty("settings", {})
    }))

  it.effect("connecting prints the address at once, then the account", () =>
    Effect.gen(function*() {
      const ran = yield* asking(["account", "connect", "--org", ORG, "--no-browser", "--json"])
      expect(ran.exit).toBe(0)
      expect(lines(ran)).toMatchObject([{ authorizeUrl: "http://127.0.0.1:9/authorize" }, { id: ACCOUNT }])
    }))

  it.effect("waiting ends where nothing more happens by itself, and fails with the plan's own reason", () =>
    Effect.gen(function*() {
      const rests = yield* asking(["plan", "approve", PLAN, "--wait", "--json"])
      expect(rests.exit).toBe(0)
      expect(value(rests)).toMatchObject({ id: PLAN, status: "scheduled" })
      const fails = yield* asking(["plan", "approve", STUCK, "--wait=tracked", "--json"])
      expect(fails.exit).toBe(1)
      expect(value(fails)).toMatchObject({
        error: {
          tag: "NotReached",
          state: "failed",
          message: expect.stringContaining("disk is full"),
          remedy: "Free some space."
        }
      })
    }))

  it.effect("waiting has an end when it is given one", () =>
    Effect.gen(function*() {
      const late = yield* asking(["plan", "approve", PLAN, "--wait", "tracked", "--timeout", "100ms", "--json"])
      expect(late.exit).toBe(1)
      expect(value(late)).toMatchObject({
        error: { tag: "NotReached", remedy: `Look again: callsheet plan watch ${PLAN}` }
      })
    }))

  it.effect("a stream is one object a line", () =>
    Effect.gen(function*() {
      const ran = yield* asking(["events", "--json"])
      expect(lines(ran)).toMatchObject([{ position: "17", planId: PLAN }, { position: "18" }])
      expect(lines(yield* asking(["plan", "watch", STUCK, "--json"]))).toMatchObject([{ id: STUCK, status: "failed" }])
    }))
})

const refusals: ReadonlyArray<{
  readonly about: string
  readonly args: ReadonlyArray<string>
  readonly exit: number
  readonly tag: string
  readonly key?: string
}> = [
  { about: "a missing option", args: ["plan", "add", "--topic", "T"], exit: 2, tag: "WrongUse" },
  { about: "an id of another kind", args: ["quota", "show", PLAN], exit: 2, tag: "WrongUse" },
  { about: "a limit without a period", args: ["quota", "set", ORG, "renders", "20"], exit: 2, tag: "WrongUse" },
  { about: "a destructive command unconfirmed", args: ["dlq", "drop", JOB], exit: 2, tag: "WrongUse" },
  { about: "a state that is none", args: ["job", "list", "--state", "lost"], exit: 2, tag: "WrongUse" },
  { about: "a misspelled status", args: ["plan", "list", "--status", "sceduled"], exit: 2, tag: "WrongUse" },
  { about: "a misspelled kind of job", args: ["job", "list", "--kind", "rendr"], exit: 2, tag: "WrongUse" },
  { about: "an account name nobody has", args: ["account", "show", "@nobody"], exit: 4, tag: "NotFound" },
  { about: "plans of no account", args: ["plan", "list", "--account", "@nobody"], exit: 4, tag: "NotFound" },
  {
    about: "a topic no plan can have",
    args: ["plan", "add", "--org", ORG, "--account", ACCOUNT, "--topic", "x".repeat(600), "--at", "next"],
    exit: 2,
    tag: "InvalidInput"
  },
  { about: "a locked plan", args: ["plan", "approve", LOCKED], exit: 3, tag: "PlanLocked" },
  {
    about: "an edit of a plan that somebody edited since",
    args: ["plan", "edit", PLAN, "--caption", "Mine.", "--if-version", "1"],
    exit: 3,
    tag: "PlanEditedMeanwhile"
  },
  { about: "privacy nobody chose", args: ["plan", "release", UNDECIDED], exit: 3, tag: "PrivacyNotChosen" },
  { about: "a server that is busy", args: ["plan", "retry", PLAN], exit: 3, tag: "Busy" },
  { about: "a plan that is not there", args: ["plan", "show", MISSING], exit: 4, tag: "PlanNotFound" },
  { about: "an option of no take", args: ["plan", "preview", PLAN, "--option", "1"], exit: 2, tag: "WrongUse" },
  {
    about: "words of a file that say nothing",
    args: ["media", "edit", `med_${"0".repeat(26)}`],
    exit: 2,
    tag: "WrongUse"
  },
  {
    about: "a file for the library that is not there",
    args: ["media", "add", "/nowhere/x.png"],
    exit: 2,
    tag: "WrongUse"
  },
  { about: "many plans of which nothing is said", args: ["plan", "bulk", "cancel", "--yes"], exit: 2, tag: "WrongUse" },
  { about: "a length that is none", args: ["asset", "link", PLAN, "--for", "-1m"], exit: 2, tag: "WrongUse" },
  { about: "the beginning of no id", args: ["plan", "timeline", "pln_x"], exit: 4, tag: "NotFound" },
  { about: "a key nobody knows", args: ["plan", "list"], exit: 5, tag: "Unauthorized", key: "cs_wrong" },
  { about: "a role that may not", args: ["key", "list", "--org", ORG], exit: 5, tag: "Forbidden", key: VIEWER_KEY },
  { about: "a script that is not written yet", args: ["asset", "script", PLAN], exit: 1, tag: "NotReached" },
  { about: "a file that is not there", args: ["plan", "import", "/nowhere/x.csv"], exit: 1, tag: "CannotDo" }
]

layer(FakeServer.layer, { excludeTestServices: true })("how a command is refused", (it) => {
  for (const { about, args, exit, key, tag } of refusals) {
    it.effect(`${about} ends with ${exit} and says what to do`, () =>
      Effect.gen(function*() {
        const json = yield* asking([...args, "--json"], key)
        expect(value(json)).toMatchObject({ error: { tag, message: expect.any(String), remedy: expect.any(String) } })
        expect(json.exit).toBe(exit)
        const text = yield* asking(args, key)
        expect(text.exit).toBe(exit)
        expect(text.stdout).toBe("")
        expect(text.stderr).toMatch(/^error: .+\nhint: .+\n$/s)
      }))
  }

  it.effect("an edit names the version that was looked at, and its refusal the command that makes it on top of the other", () =>
    Effect.gen(function*() {
      const { asked } = yield* FakeServer
      const stale = yield* asking(["plan", "edit", PLAN, "--caption", "Mine.", "--if-version", "1"])
      expect(stale.stderr).toContain("Nothing of yours was stored.")
      expect(stale.stderr).toContain(`callsheet plan edit ${PLAN} --if-version 3 OPTIONS`)
      expect(asked.at(-1)).toMatchObject({ call: "plan.edit", payload: { ifVersion: 1, change: { caption: "Mine." } } })
      yield* asking(["plan", "edit", PLAN, "--caption", "Mine.", "--if-version", "3"])
      expect(asked.at(-1)).toMatchObject({ payload: { ifVersion: 3 } })
    }))

  it.effect("an edit says what it voids and makes again beside the rows of a pipe, and that a dry run stores nothing", () =>
    Effect.gen(function*() {
      const ran = yield* asking(["plan", "edit", PLAN, "--caption", "Mine.", "--dry-run"])
      expect(ran.exit).toBe(0)
      expect(ran.stdout.trim().split("\n")).toHaveLength(1)
      for (const said of ["caption: Theirs.", "→ Mine.", "It voids the release.", "nothing is stored"]) {
        expect(ran.stderr).toContain(said)
      }
      const json = yield* asking(["plan", "edit", PLAN, "--caption", "Mine.", "--dry-run", "--json"])
      expect(json.stderr).toBe("")
      expect(value(json)).toMatchObject({ effect: { voids: ["release"] } })
    }))

  it.effect("files that are too large are refused by their size, before a byte is read, and each by its name", () =>
    Effect.gen(function*() {
      const folder = newFolder("media-add")
      const [large, gone] = [join(folder, "large.mp4"), join(folder, "gone.png")]
      closeSync(openSync(large, "w"))
      truncateSync(large, 2 ** 41)
      const ran = yield* asking(["media", "add", large, gone])
      expect(ran.exit).not.toBe(0)
      expect(ran.stderr).toContain(`${large}: The file has 2097152 MiB; the library takes files of up to 500 MiB.`)
      expect(ran.stderr).toContain(`${gone}: ${gone} is not there.`)
    }))

  it.effect("a pause stands in the status, with whose it is and why", () =>
    Effect.gen(function*() {
      const { stdout } = yield* asking(["status"])
      expect(stdout).toContain("Posting of @resting is paused by key:Ada since 2026-11-24T17:00:00.000Z: holiday")
      expect((yield* asking(["account", "list"])).stdout).toContain("its posting is paused by key:Ada")
      expect((yield* asking(["asset", "link", PLAN, "--for", "-1m"])).stderr).toMatch(
        /^error: expected a length of time/
      )
    }))

  it.effect("what is too long is refused in few words, once", () =>
    Effect.gen(function*() {
      const { stderr } = yield* asking(["plan", "edit", PLAN, "--caption", "a".repeat(5_000)])
      expect(stderr).toContain("at most 2200")
      expect(stderr.length).toBeLessThan(600)
      expect(stderr).not.toMatch(/Expected (null|undefined)/)
      const shows = (yield* asking(["plan", "edit", PLAN, "--shows", "3={bad"])).stderr
      expect(shows.trim().split("\n")).toHaveLength(2)
    }))

  it.effect("a server that is not there ends with 6", () =>
    Effect.gen(function*() {
      const ran = yield* callsheet(["status", "--json"], {
        CALLSHEET_URL: "http://127.0.0.1:1",
        CALLSHEET_API_KEY: GOOD_KEY
      })
      expect(ran.exit).toBe(6)
      expect(value(ran)).toMatchObject({
        error: {
          tag: "Unreachable",
          message: "Nothing answers at http://127.0.0.1:1/rpc.",
          remedy: expect.stringContaining("callsheet up")
        }
      })
    }))

  it.effect("something that is no Callsheet server ends with 6 as well", () =>
    Effect.gen(function*() {
      const { url } = yield* FakeServer
      const other = yield* callsheet(["status", "--json"], {
        CALLSHEET_URL: `${url}/elsewhere`,
        CALLSHEET_API_KEY: GOOD_KEY
      })
      expect(other.exit).toBe(6)
      expect(value(other)).toMatchObject({ error: { message: expect.stringContaining("not as a Callsheet server") } })
      const silent = yield* callsheet(["status", "--json"], {
        CALLSHEET_URL: `${url}/wrong`,
        CALLSHEET_API_KEY: GOOD_KEY
      })
      expect(silent.exit).toBe(6)
      expect(value(silent)).toMatchObject({ error: { message: expect.stringContaining("went away") } })
    }))

  it.effect("without any key it says where one comes from", () =>
    Effect.gen(function*() {
      const ran = yield* callsheet(["status", "--json"])
      expect(ran.exit).toBe(5)
      expect(value(ran)).toMatchObject({
        error: { tag: "NoKey", remedy: expect.stringMatching(/callsheet org create|A stack runs with the data folder/) }
      })
    }))

  it.effect("an unusable variable is named", () =>
    Effect.gen(function*() {
      const ran = yield* callsheet(["up", "--json"], { CALLSHEET_PORT: "none", CALLSHEET_MODE: "life" })
      expect(ran.exit).toBe(2)
      expect(value(ran)).toMatchObject({ error: { message: expect.stringMatching(/CALLSHEET_PORT.*CALLSHEET_MODE/s) } })
    }))
})
