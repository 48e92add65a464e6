import { TimeZoneName } from "@callsheet/domain/planning/TimeZone"
import { Cursor, Language, Notes, Position, ScriptText, WrittenInstant } from "@callsheet/domain/Text"
import type { CallShape } from "@callsheet/server/http/Endpoints"
import { Arbitrary, FastCheck, Option, Schema, SchemaAST } from "effect"
import { notesAbout } from "../../support/Fixtures.ts"
import { type Kind, nowhere, type Things } from "./Things.ts"

/** A place of a payload where something is named: the text follows from what there is. */
class Named {
  readonly kind: Kind
  readonly text: (things: Things) => string
  constructor(kind: Kind, text: (things: Things) => string) {
    this.kind = kind
    this.text = text
  }
}

/** A payload whose names are not filled in yet. */
export interface Payload {
  /** What it is an example of, such as `plan.list with accountId`. */
  readonly title: string
  /** The kinds of things that it names. */
  readonly kinds: ReadonlyArray<Kind>
  readonly filled: (things: Things) => Readonly<Record<string, unknown>>
}

const kinds = new Set<string>(Object.keys(nowhere()))
const isKind = (name: string): name is Kind => kinds.has(name)
const idOf = (kind: Kind) => new Named(kind, (things) => things[kind])

/** Texts that name something without being an id by their schema, and values that no schema can say. */
const known: Readonly<Record<string, unknown>> = {
  "account.connection.state": idOf("state"),
  "plan.show.id": idOf("PlanId"),
  "worker.drain.id": idOf("worker"),
  "preset.show.name": idOf("preset"),
  "preset.assign.name": idOf("preset"),
  "preset.remove.name": idOf("preset"),
  "plan.add.plan.preset": idOf("preset"),
  "preset.put.name": "A preset of the matrix",
  "plan.import.account": idOf("AccountId"),
  "plan.import.content": new Named(
    "AccountId",
    ({ AccountId }) => `account,topic,at\n${AccountId},A row,2031-05-05T10:00:00Z\n`
  ),
  "plan.import.format": "csv",
  "plan.import.dryRun": true,
  "plan.add.dryRun": true,
  // One that every role with the call may ask for.
  "plan.bulk.move": "cancel",
  "plan.edit.change": { topic: "Another topic" },
  "plan.edit.ifVersion": 1,
  "plan.undo.ifVersion": 1,
  "plan.reject.reason": "Not this one.",
  "session.link.to": "/review",
  "org.setBrand.kit.displayFont": idOf("font"),
  "org.setBrand.kit.textFont": idOf("font"),
  "media.create.bytes": 9,
  "media.list.after": idOf("MediaId"),
  // What was, comes at once: a feed of new events alone would say nothing.
  "events.follow.since": "0.0"
}

/** Left out, a call with two ways of naming what it is about names neither. */
const oneOf: Readonly<Record<string, ReadonlyArray<string>>> = { "plan.bulk": ["items", "filter"] }

/** Schemas whose values mean something that their form does not say. */
const meant = new Map<SchemaAST.AST, unknown>([
  [WrittenInstant.ast, "2031-05-05T10:00:00Z"],
  [TimeZoneName.ast, "Europe/Berlin"],
  [Language.ast, "en"],
  [Notes.ast, notesAbout("the matrix")],
  [ScriptText.ast, "First line.\nSecond line."],
  [Cursor.ast, ""],
  [Position.ast, "0.0"]
])

const brandOf = (ast: SchemaAST.AST): Kind | undefined => {
  const brands = Option.getOrElse(SchemaAST.getBrandAnnotation(ast), (): ReadonlyArray<string | symbol> => [])
  return brands.map(String).find(isKind)
}

/** The form in which a value travels. */
const travelling = (ast: SchemaAST.AST): SchemaAST.AST =>
  SchemaAST.isTransformation(ast) ? travelling(ast.from) : SchemaAST.isSuspend(ast) ? travelling(ast.f()) : ast

const isAbsence = (ast: SchemaAST.AST) => SchemaAST.isUndefinedKeyword(ast)

/** Whether a value of this schema names something. */
const names = (given: SchemaAST.AST, path: string, seen: ReadonlySet<SchemaAST.AST> = new Set()): boolean => {
  if (known[path] instanceof Named) return true
  const ast = travelling(given)
  if (seen.has(ast)) return false
  const next = new Set([...seen, ast])
  if (brandOf(ast) !== undefined) return true
  if (SchemaAST.isRefinement(ast)) return names(ast.from, path, next)
  if (SchemaAST.isUnion(ast)) return ast.types.some((type) => names(type, path, next))
  if (SchemaAST.isTupleType(ast)) return [...ast.elements, ...ast.rest].some(({ type }) => names(type, path, next))
  return SchemaAST.isTypeLiteral(ast) &&
    ast.propertySignatures.some(({ name, type }) => names(type, `${path}.${String(name)}`, next))
}

const cannot = (path: string, ast: SchemaAST.AST) =>
  new Error(
    `No example of ${path} can be made of its schema (${ast._tag}). Add one to \`known\` in test/hostile/support/Payloads.ts.`
  )

const sampled = (ast: SchemaAST.AST, path: string): unknown => {
  try {
    const schema = Schema.make<unknown, unknown, never>(ast)
    const [sample] = FastCheck.sample(Arbitrary.make(schema), { numRuns: 1, seed: 7 })
    return Schema.encodeSync(schema)(sample)
  } catch {
    throw cannot(path, ast)
  }
}

/** The smallest value of a schema: without what may be left out, unless it is in `wanted` or names something inside. */
const smallest = (given: SchemaAST.AST, path: string, wanted: ReadonlySet<string>, depth = 0): unknown => {
  if (path in known) return known[path]
  const told = meant.get(given)
  if (told !== undefined) return told
  const ast = travelling(given)
  const kind = brandOf(ast)
  if (kind !== undefined) return idOf(kind)
  if (meant.has(ast)) return meant.get(ast)
  if (SchemaAST.isRefinement(ast)) {
    const from = travelling(ast.from)
    const isWhole = SchemaAST.isTypeLiteral(from) || SchemaAST.isTupleType(from) || SchemaAST.isRefinement(from)
    return isWhole && names(from, path) || SchemaAST.isTypeLiteral(from) || SchemaAST.isTupleType(from)
      ? smallest(from, path, wanted, depth)
      : sampled(ast, path)
  }
  if (SchemaAST.isUnion(ast)) {
    const types = ast.types.filter((type) => !isAbsence(type))
    const type = types.find((one) => names(one, path)) ?? types.find((one) => meant.has(one)) ?? types[0]
    if (type === undefined) throw cannot(path, ast)
    return smallest(type, path, wanted, depth)
  }
  if (SchemaAST.isTupleType(ast)) {
    const [item] = [...ast.elements, ...ast.rest]
    return item !== undefined && (ast.elements.length > 0 || names(item.type, path))
      ? [smallest(item.type, path, wanted, depth + 1)]
      : []
  }
  if (SchemaAST.isTypeLiteral(ast)) {
    return Object.fromEntries(
      ast.propertySignatures.flatMap(({ isOptional, name, type }) => {
        const at = `${path}.${String(name)}`
        const isTaken = !isOptional || wanted.has(at) || known[at] !== undefined && !(known[at] instanceof Named)
        return isTaken ? [[String(name), smallest(type, at, wanted, depth + 1)]] : []
      })
    )
  }
  return sampled(ast, path)
}

/** Puts the names in; each place may name things of a world of its own. */
const filled = (value: unknown, things: Things): unknown =>
  value instanceof Named
    ? value.text(things)
    : Array.isArray(value)
    ? value.map((one) => filled(one, things))
    : typeof value === "object" && value !== null
    ? Object.fromEntries(Object.entries(value).map(([name, one]) => [name, filled(one, things)]))
    : value

const kindsIn = (value: unknown): ReadonlyArray<Kind> =>
  value instanceof Named
    ? [value.kind]
    : typeof value === "object" && value !== null
    ? [...new Set(Object.values(value).flatMap(kindsIn))]
    : []

/** The optional places at which a payload can name something, at any depth. */
const optionalNames = (given: SchemaAST.AST, path: string): ReadonlyArray<string> => {
  const ast = travelling(given)
  if (SchemaAST.isRefinement(ast)) return optionalNames(ast.from, path)
  if (SchemaAST.isUnion(ast)) return ast.types.flatMap((type) => optionalNames(type, path))
  if (!SchemaAST.isTypeLiteral(ast)) return []
  return ast.propertySignatures.flatMap(({ isOptional, name, type }) => {
    const at = `${path}.${String(name)}`
    if (!names(type, at)) return []
    return [...(isOptional ? [at] : []), ...optionalNames(type, at)]
  })
}

const parentsOf = (path: string): ReadonlyArray<string> => {
  const parts = path.split(".")
  return parts.map((_, at) => parts.slice(0, at + 1).join("."))
}

/** A call's payloads: the smallest, and one for each optional place that can name something. */
export const payloadsOf = ({ name, payload }: CallShape): ReadonlyArray<Payload> => {
  const all = optionalNames(payload.ast, name)
  const bases = oneOf[name] === undefined ? [[]] : []
  const wishes = [...bases, ...all.map((path) => parentsOf(path))]
  return wishes.map((wanted) => {
    const value = smallest(payload.ast, name, new Set(wanted))
    return {
      title: wanted.length === 0 ? name : `${name} with ${wanted.at(-1)?.slice(name.length + 1)}`,
      kinds: kindsIn(value),
      filled: (things) => filled(value, things) as Readonly<Record<string, unknown>>
    }
  })
}
