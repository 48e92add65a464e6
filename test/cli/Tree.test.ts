import { outline } from "@callsheet/cli/Cli"
import type { CommandOutline } from "@callsheet/cli/parser/CommandOutline"
import { pasteable } from "@callsheet/cli/Pasteable"
import { expect, it } from "@effect/vitest"
import { Effect } from "effect"
import { callsheet, value } from "./support/CommandLine.ts"

const paths = (outline: CommandOutline, before: ReadonlyArray<string> = []): ReadonlyArray<ReadonlyArray<string>> =>
  outline.children.flatMap((child) => [[...before, child.name], ...paths(child, [...before, child.name])])

const all = paths(outline)
const leaves = all.filter((path) =>
  !all.some((other) => other.length > path.length && path.every((word, i) => other[i] === word))
)

it("offers the commands of the outside contract", () => {
  const words = all.map((path) => path.join(" "))
  expect(words).toEqual(expect.arrayContaining([
    "up",
    "server",
    "worker",
    "migrate",
    "sandbox",
    "doctor",
    "demo",
    "org create",
    "org list",
    "org show",
    "org policy set",
    "key create",
    "key list",
    "key revoke",
    "key rotate-master",
    "account connect",
    "account list",
    "account show",
    "account refresh",
    "account disconnect",
    "plan add",
    "plan import",
    "plan export",
    "plan list",
    "plan show",
    "plan timeline",
    "plan watch",
    "plan approve",
    "plan release",
    "plan reject",
    "plan reschedule",
    "plan lock",
    "plan unlock",
    "plan cancel",
    "plan retry",
    "plan allow",
    "asset show",
    "asset script",
    "asset open",
    "asset link",
    "asset preview",
    "brand show",
    "brand set",
    "media add",
    "media list",
    "media show",
    "media edit",
    "media remove",
    "review comment",
    "review comments",
    "review link",
    "review links",
    "review revoke",
    "audit record",
    "job list",
    "job show",
    "job retry",
    "job cancel",
    "dlq list",
    "dlq retry",
    "dlq drop",
    "quota show",
    "quota set",
    "usage",
    "metrics",
    "calendar",
    "worker list",
    "worker drain",
    "events",
    "status",
    "whoami",
    "open",
    "session list",
    "session end",
    "completions",
    "help"
  ]))
})

it.effect.each(all.map((path) => path.join(" ")))(
  "callsheet %s --help explains itself on standard output",
  (words) =>
    Effect.gen(function*() {
      const ran = yield* callsheet([...words.split(" "), "--help"])
      expect(ran.exit).toBe(0)
      expect(ran.stderr).toBe("")
      expect(ran.stdout).toContain(`callsheet ${words}`)
      expect(ran.stdout).not.toContain("\u001b")
      // The first line is something to type.
      expect(ran.stdout.split("\n")[0]).toMatch(/callsheet /)
    })
)

it.effect.each(leaves.map((path) => path.join(" ")))(
  "callsheet %s --help is short: no option takes more than two lines, and none says what every option says",
  (words) =>
    Effect.gen(function*() {
      const { stdout } = yield* callsheet([...words.split(" "), "--help"])
      expect(stdout).not.toMatch(/user-defined piece|true or false value|setting is optional/)
      expect(stdout).toContain("--json")
      expect(stdout.split("\n").length).toBeLessThan(60)
    })
)

it.effect("help --json is the tree of commands with their options", () =>
  Effect.gen(function*() {
    for (const words of [["help", "--json"], ["--help", "--json"]]) {
      const tree = value(yield* callsheet(words)) as { commands: ReadonlyArray<{ command: string }> }
      expect(tree.commands.map(({ command }) => command)).toContain("callsheet plan")
    }
    expect(value(yield* callsheet(["help", "plan", "add", "--json"]))).toMatchObject({
      command: "callsheet plan add",
      options: expect.arrayContaining([{ name: "--topic", takesValue: true }])
    })
  }))

it("hints name the command as it can be pasted where it is shown", () => {
  const inClone = pasteable("/nowhere:/x/node_modules/.bin")
  expect(inClone("Look: callsheet plan list, or A=1 callsheet up.")).toBe(
    "Look: npx callsheet plan list, or A=1 npx callsheet up."
  )
  for (const text of ["npx callsheet up", "bin/callsheet up", "another callsheet here", "@callsheet/cli"]) {
    expect(inClone(text)).toBe(text)
  }
})

it.effect.each(leaves.map((path) => path.join(" ")))("callsheet %s accepts --json", (words) =>
  Effect.gen(function*() {
    const ran = yield* callsheet([...words.split(" "), "--no-such-option", "--json"])
    expect(ran.exit).toBe(2)
    const { error } = value(ran) as { error: { tag: string; message: string; remedy: string } }
    expect(error).toMatchObject({ tag: "WrongUse", message: expect.any(String), remedy: expect.any(String) })
    // What is complained about is the option that does not exist, or an argument that is missing, never --json.
    expect(error.message).not.toContain("--json")
  }))

it.effect("explains itself when nothing is asked, and by `help`", () =>
  Effect.gen(function*() {
    const bare = yield* callsheet([])
    const help = yield* callsheet(["help"])
    expect(bare).toEqual(help)
    expect(bare.stdout).toContain("Commands")
    expect((yield* callsheet(["help", "plan", "add"])).stdout).toBe(
      (yield* callsheet(["plan", "add", "--help"])).stdout
    )
    expect((yield* callsheet(["plan"])).stdout).toContain("approve")
  }))

it.effect("says of an option what it is for, and nothing of how options work", () =>
  Effect.gen(function*() {
    const { stdout } = yield* callsheet(["plan", "edit", "--help"])
    expect(stdout).toContain("A line by its number: --line 3='What it says now'.")
    expect(stdout).not.toMatch(/property argument|May be specified|floating point|A file\./)
    expect((yield* callsheet(["media", "add", "--help"])).stdout).not.toContain("must be repeated")
  }))

it.effect("lists its exit codes", () =>
  Effect.gen(function*() {
    const ran = yield* callsheet(["help", "exit-codes", "--json"])
    expect((value(ran) as ReadonlyArray<{ code: number }>).map(({ code }) => code)).toEqual([0, 1, 2, 3, 4, 5, 6, 130])
  }))

it.effect("suggests what was probably meant, at the right level", () =>
  Effect.gen(function*() {
    expect((yield* callsheet(["plan", "lst"])).stderr).toContain("Did you mean: callsheet plan list?")
    expect((yield* callsheet(["plam", "list"])).stderr).toContain("Did you mean: callsheet plan?")
    expect((yield* callsheet(["account", "conect"])).stderr).toContain("callsheet account connect")
    // A command of that name elsewhere.
    expect((yield* callsheet(["now"])).stderr).toContain("Did you mean: callsheet plan now")
    for (const lost of [["plan", "xyzzy", "--help"], ["xyzzy", "--help", "--json"]]) {
      const ran = yield* callsheet(lost)
      expect([ran.exit, ran.stderr.split("\n")[0]]).toEqual([2, expect.stringContaining("There is no command")])
    }
    const far = yield* callsheet(["plan", "xyzzy"])
    expect(far.exit).toBe(2)
    expect(far.stderr).toContain("One of: add, import")
  }))

it.effect.each(["bash", "zsh", "fish"])("completes words in %s", (shell) =>
  Effect.gen(function*() {
    const ran = yield* callsheet(["completions", shell])
    expect(ran.exit).toBe(0)
    expect(ran.stdout).toContain("callsheet")
    expect(ran.stdout).toContain("timeline")
  }))
