import { assert, describe, it } from "@effect/vitest"
import { basename } from "node:path"
import { isThere, productSources, readSource } from "../support/Sources.ts"

const glossary = readSource("docs/glossary.md")

/** What the first column of the glossary's tables names. */
const entries = new Set([...glossary.matchAll(/^\| `([A-Za-z]+)` \|/gm)].map(([, name]) => name))

const sources = productSources()

/** The files that every actor has; the glossary explains them together. */
const ofAnActor =
  /^(?:Plan|Asset|Account|Org|Job)(?:Command|Event|Error|Evolve|Machine|Guards|Transitions|Duties|View|)$/

describe("docs/glossary.md", () => {
  it("says what every service does", () => {
    const services = sources.flatMap(({ text }) =>
      [...text.matchAll(/Context\.(?:Tag|Reference)(?:<[^(]*>)?\(\s*"@callsheet\/[\w-]+\/(\w+)"/g)].map((match) =>
        match[1]!
      )
    )
    assert.isAbove(services.length, 50)
    assert.deepStrictEqual(services.filter((name) => !entries.has(name)), [])
  })

  it("says what every file of the domain is about", () => {
    const concepts = sources.filter(({ path }) => path.startsWith("packages/domain/src/") && !path.includes("/api/"))
      .map(({ path }) => basename(path, ".ts"))
    assert.isAbove(concepts.length, 50)
    assert.deepStrictEqual(concepts.filter((name) => !ofAnActor.test(name) && !entries.has(name)), [])
  })

  it("points at files and folders that are there", () => {
    const places = [...glossary.matchAll(/`((?:domain|actors|database|worker|studio|server|tiktok)\/[\w./]+)`/g)]
      .map((match) => match[1]!)
    const missing = places.filter((place) => {
      const [room, ...rest] = place.split("/")
      return !isThere(`packages/${room}/src/${rest.join("/")}`)
    })
    assert.deepStrictEqual(missing, [])
  })
})
