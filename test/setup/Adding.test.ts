import { Api } from "@callsheet/domain/api/Api"
import { actorKindNames } from "@callsheet/domain/facts/actorKinds"
import { JobKind } from "@callsheet/domain/facts/jobKinds"
import { assert, describe, it } from "@effect/vitest"
import { productSources, readSource } from "../support/Sources.ts"

const sources = productSources()

/** The files that spell out nearly all of these names, as literals or as keys. */
const listing = (names: ReadonlyArray<string>): ReadonlyArray<string> => {
  const patterns = names.map((name) => new RegExp(`"${name}"|^\\s*(?:case )?"?${name}"?:|^ {2}${name},?$`, "m"))
  return sources
    .filter(({ text }) => patterns.filter((pattern) => pattern.test(text)).length >= names.length * 0.7)
    .map(({ path }) => path)
}

/** A list outside of these is a second place that a new name has to be added to: read it from the first instead. */
const onlyIn = (names: ReadonlyArray<string>, known: ReadonlyArray<string>) => {
  const listed = listing(names)
  assert.include(listed, known[0]!)
  assert.deepStrictEqual(listed.filter((path) => !known.includes(path)), [])
}

/** As docs/adding.md counts them. */
describe("what is added is written down in few places", () => {
  it("kinds of actors: their names and their parts", () => {
    const asKeys = actorKindNames.map((name) => new RegExp(`^\\s*(?:case )?"?${name}"?:`, "m"))
    assert.deepStrictEqual(
      sources.filter(({ text }) => asKeys.every((pattern) => pattern.test(text))).map(({ path }) => path),
      [
        // What a kind hears of work that a person calls off; the compiler asks for each.
        "packages/actors/src/CancelJob.ts",
        "packages/domain/src/ActorKinds.ts"
      ]
    )
  })

  it("kinds of jobs: their facts, who does them, and the words of the panel", () =>
    onlyIn(JobKind.literals, [
      "packages/domain/src/facts/jobKinds.ts",
      "packages/worker/src/jobs/Activities.ts",
      // What a status of an asset owes.
      "packages/domain/src/asset/AssetDuties.ts",
      // A choice: the kinds that a person follows. The compiler asks for the words.
      "packages/panel/src/pages/NowPage.tsx",
      "packages/panel/src/text/de/jobs.ts",
      "packages/panel/src/text/en/jobs.ts",
      "packages/panel/src/text/de/now.ts",
      "packages/panel/src/text/en/now.ts",
      // Wraps each activity; the compiler asks for all.
      "tools/simulation/src/world/SimulatedWorker.ts"
    ]))

  it("commands of a plan: their shape and their transitions", () => {
    const shapes = "packages/domain/src/plan/PlanCommand.ts"
    const tags = [...readSource(shapes).matchAll(/TaggedStruct\("(\w+)"/g)].map((match) => match[1]!)
    onlyIn(tags, [shapes, "packages/domain/src/plan/PlanTransitions.ts"])
  })

  it("calls: the contract", () => {
    const calls = [...Api.requests.keys()]
    for (const noun of new Set(calls.map((name) => name.split(".")[0]!))) {
      const names = calls.filter((name) => name.startsWith(`${noun}.`))
      if (names.length > 5) {
        const handlers = `packages/server/src/handlers/${noun[0]!.toUpperCase()}${noun.slice(1)}Handlers.ts`
        onlyIn(names, [
          `packages/domain/src/api/calls/${noun}.ts`,
          handlers,
          // A choice: the calls that are proposed as a next step. The compiler asks for the words.
          "packages/domain/src/Action.ts",
          "packages/client/src/terminal/ActionWords.ts",
          "packages/panel/src/data/Steps.ts",
          "packages/panel/src/text/de/steps.ts",
          "packages/panel/src/text/en/steps.ts"
        ])
      }
    }
  })
})
