import { weekStart } from "@callsheet/cli/commands/calendar"
import { workerTable } from "@callsheet/cli/commands/worker"
import { prepared, wantsJson } from "@callsheet/cli/parser/Arguments"
import {
  inZone,
  lookOf,
  painter,
  plainLook,
  shorten,
  span,
  table,
  type TerminalLook,
  widthOf
} from "@callsheet/client/terminal/Render"
import { progressOf } from "@callsheet/demo/Board"
import { JobKind } from "@callsheet/domain/facts/jobKinds"
import { distance, near } from "@callsheet/process/Nearest"
import { noticeOf } from "@callsheet/stack/ChildLog"
import { expect, it } from "@effect/vitest"
import { DateTime, Effect, Option } from "effect"
import { PLAN, planView } from "./support/FakeServer.ts"

const terminal = (width: number): TerminalLook => ({ terminal: true, colour: false, width })

it("aligns a table on a terminal, and never makes a line wider than it", () => {
  const rows = [{ id: "a", title: "日本語のタイトル" }, { id: "bb", title: "x".repeat(200) }]
  const text = table(rows, [
    { name: "title", of: ({ title }) => title, flexible: true },
    { name: "id", of: ({ id }) => id }
  ], terminal(60))
  const lines = text.split("\n")
  expect(lines[0]).toMatch(/^TITLE {2,}ID$/)
  expect(Math.max(...lines.map(widthOf))).toBeLessThanOrEqual(60)
  // Both ids begin in the same column, although one title is of wide letters.
  expect(new Set(lines.slice(1).map((line) => widthOf(line.replace(/(a|bb)$/, "")))).size).toBe(1)
  expect(table([], [{ name: "id", of: () => "" }], terminal(60))).toBe("None.")
})

it("measures and shortens by the signs a reader sees", () => {
  // A flag, a family joined from three, a letter with a combining mark.
  expect(["🇩🇪", "👨‍👩‍👧", "e\u0301"].map(widthOf)).toEqual([2, 2, 1])
  expect(shorten("🇩🇪🇫🇷🇯🇵", 5)).toBe("🇩🇪🇫🇷…")
  expect(shorten("🇩🇪🇫🇷🇯🇵", 4)).toBe("🇩🇪…")
})

it("names what a worker takes, and says \"all\" of one that takes every kind", () => {
  const worker = {
    id: "worker-1",
    address: "127.0.0.1:1",
    version: "0.1.0",
    shards: 1,
    running: 0,
    startedAt: "2026-11-24T17:00:00.000Z",
    heartbeatAt: "2026-11-24T17:00:00.000Z",
    alive: true,
    draining: false
  }
  const withKinds = (kinds: ReadonlyArray<string>) => ({ ...worker, kinds })
  const text = workerTable(
    [
      withKinds(JobKind.literals),
      withKinds([...JobKind.literals, "holograph"]),
      withKinds(["render", "make_voice"]),
      withKinds(JobKind.literals.filter((kind) => kind !== "tell"))
    ],
    0,
    plainLook
  )
  expect(text.split("\n").map((line) => line.split("\t").at(-1))).toEqual([
    "all",
    "all",
    "render,make_voice",
    JobKind.literals.filter((kind) => kind !== "tell").join(",")
  ])
  expect(workerTable([withKinds(["render"])], 0, terminal(200)).split("\n")[0]).toMatch(/ {2}KINDS$/)
})

it("uses colour only where a person can see it and has not turned it off", () => {
  const tty = { isTTY: true, columns: 100 }
  expect(lookOf(tty, {})).toEqual({ terminal: true, colour: true, width: 100 })
  expect(lookOf(tty, { NO_COLOR: "1" }).colour).toBe(false)
  expect(lookOf(tty, { TERM: "dumb" }).terminal).toBe(false)
  expect(lookOf({}, {}).terminal).toBe(false)
  expect(painter(lookOf(tty, {}))("red", "x")).toBe("\u001b[31mx\u001b[0m")
})

it("says times with their zone and spans in the two largest units", () => {
  expect(inZone("2026-11-24T17:00:00.000Z", "Europe/Berlin")).toBe("2026-11-24 18:00:00 Europe/Berlin")
  expect([340, 8_240, 185_000, 7_800_000, 356_400_000].map(span)).toEqual([
    "340 ms",
    "8.2 s",
    "3 min 5 s",
    "2 h 10 min",
    "4 d 3 h"
  ])
})

it("reads --wait with and without a value, and leaves what stands behind -- alone", () => {
  expect(prepared(["plan", "approve", "--wait", "P"])).toEqual(["plan", "approve", "--wait=rest", "P"])
  expect(prepared(["plan", "approve", "P", "--wait", "tracked"])).toEqual(["plan", "approve", "P", "--wait=tracked"])
  expect(prepared(["plan", "approve", "P", "--wait=published"])).toEqual(["plan", "approve", "P", "--wait=published"])
  expect(prepared(["a", "--", "--wait"])).toEqual(["a", "--", "--wait"])
  expect(wantsJson(["a", "--json"])).toBe(true)
  expect(wantsJson(["a", "--", "--json"])).toBe(false)
})

it("counts a swap of two letters as one slip, and suggests nothing far away", () => {
  expect(distance("lits", "list")).toBe(1)
  expect(near("tl", ["timeline", "list"])).toEqual([])
  expect(near("conect", ["connect", "list", "disconnect"])[0]).toBe("connect")
})

it.effect("begins a week on Monday by the clock of the org", () =>
  Effect.gen(function*() {
    const now = DateTime.unsafeMake("2026-11-22T23:30:00Z")
    const iso = (at: DateTime.DateTime) => DateTime.formatIso(at)
    const start = (week: Option.Option<string>, zone: string) => Effect.map(weekStart(week, now, zone), iso)
    // In Berlin it is Monday already.
    expect(yield* start(Option.none(), "Europe/Berlin")).toBe("2026-11-22T23:00:00.000Z")
    expect(yield* start(Option.none(), "UTC")).toBe("2026-11-16T00:00:00.000Z")
    expect(yield* start(Option.some("2026-W48"), "UTC")).toBe("2026-11-23T00:00:00.000Z")
    expect(yield* start(Option.some("2027-W01"), "UTC")).toBe("2027-01-04T00:00:00.000Z")
    expect(yield* start(Option.some("2026-11-29"), "UTC")).toBe("2026-11-23T00:00:00.000Z")
    expect((yield* Effect.flip(start(Option.some("soon"), "UTC"))).remedy).toContain("2026-W48")
  }))

it("shows how far a plan is, and what is done for it right now", () => {
  const plan = planView(PLAN, { status: "generating" })
  const job = { kind: "render", planId: PLAN, progress: { stage: "frames", fraction: 0.5 } }
  expect(progressOf(plan, [])).toEqual({ fraction: 0.1, words: "making" })
  expect(progressOf(plan, [job as never])).toEqual({ fraction: 0.43, words: "rendering 50 %" })
  expect(progressOf(planView(PLAN, { status: "tracked" }), [job as never]).fraction).toBe(1)
})

it("tells a person of warnings and errors in a child's log, and of nothing else", () => {
  expect(noticeOf("{\"level\":\"info\",\"message\":\"works\"}")).toBeNull()
  expect(noticeOf("{\"level\":\"error\",\"message\":[\"a\",{\"b\":1}]}")).toEqual({
    level: "error",
    text: "a {\"b\":1}"
  })
  expect(noticeOf("{ not json")).toBeNull()
})
