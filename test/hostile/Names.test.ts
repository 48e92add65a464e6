import { namedBy } from "@callsheet/domain/Ids"
import { callShapes } from "@callsheet/server/http/Endpoints"
import { assert, describe, it } from "@effect/vitest"
import { SchemaAST } from "effect"
import { kindsNamed } from "./support/Payloads.ts"

/**
 * Fields whose texts name nothing that belongs to anybody: words, moments, colours, languages. A field that names something gets a
 * schema that says so (`naming` in packages/domain/src/Ids.ts), and the matrix of orgs asks for another org's by itself.
 */
const words = new Set(
  `
  accent after at author bannedClaims bannedWords brandVoice by caption emoji emphasis examples
  expiresAt from gatesOwner ground handle hashtags hook ink items key kicker kind label language
  licence name notes outro reason requiredDisclosures requiredHashtags say seen since source spread
  status tag tags text time timeZone title to topic unit until voice what when wish word content
`.trim().split(/\s+/)
)

/** The fields of a payload, at any depth, whose texts are free: neither one of a few nor said to name anything. */
const freeTexts = (
  given: SchemaAST.AST,
  path: string,
  seen: ReadonlyArray<SchemaAST.AST> = []
): ReadonlyArray<string> => {
  if (seen.includes(given) || namedBy(given) !== undefined) return []
  const inner = (ast: SchemaAST.AST, at: string) => freeTexts(ast, at, [...seen, given])
  if (SchemaAST.isTransformation(given) || SchemaAST.isRefinement(given)) return inner(given.from, path)
  if (SchemaAST.isSuspend(given)) return inner(given.f(), path)
  if (SchemaAST.isStringKeyword(given)) return [path]
  if (SchemaAST.isUnion(given)) return given.types.flatMap((type) => inner(type, path))
  if (SchemaAST.isTupleType(given)) {
    return [...given.elements, ...given.rest].flatMap(({ type }) => inner(type, path))
  }
  return SchemaAST.isTypeLiteral(given)
    ? given.propertySignatures.flatMap(({ name, type }) => inner(type, `${path}.${String(name)}`))
    : []
}

/** Everything that a payload's schemas say they name. */
const namesIn = (given: SchemaAST.AST, seen: ReadonlyArray<SchemaAST.AST> = []): ReadonlyArray<string> => {
  if (seen.includes(given)) return []
  const inner = (ast: SchemaAST.AST) => namesIn(ast, [...seen, given])
  const own = namedBy(given)
  if (own !== undefined) return [own]
  if (SchemaAST.isTransformation(given) || SchemaAST.isRefinement(given)) return inner(given.from)
  if (SchemaAST.isSuspend(given)) return inner(given.f())
  if (SchemaAST.isUnion(given)) return given.types.flatMap(inner)
  if (SchemaAST.isTupleType(given)) return [...given.elements, ...given.rest].flatMap(({ type }) => inner(type))
  return SchemaAST.isTypeLiteral(given) ? given.propertySignatures.flatMap(({ type }) => inner(type)) : []
}

describe("What the payloads of all calls name", () => {
  for (const { name, payload } of callShapes) {
    it(`${name}: each text says that it names something, or is one of words`, () => {
      const free = [...new Set(freeTexts(payload.ast, name))]
      assert.deepStrictEqual(free.filter((path) => !words.has(path.slice(path.lastIndexOf(".") + 1))), [])
    })
    it(`${name}: the matrix knows what it names`, () => {
      assert.deepStrictEqual(namesIn(payload.ast).filter((kind) => !kindsNamed.has(kind)), [])
    })
  }
})
