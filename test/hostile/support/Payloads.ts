import type { Role } from "@callsheet/domain/api/Role"
import { namedBy } from "@callsheet/domain/Ids"
import { TimeZoneName } from "@callsheet/domain/planning/TimeZone"
import { Cursor, Language, Notes, Position, WrittenInstant } from "@callsheet/domain/Text"
import { type CallShape, callShapes } from "@callsheet/server/http/Endpoints"
import { Arbitrary, FastCheck, Schema, SchemaAST } from "effect"
import { notesAbout } from "../../support/Fixtures.ts"
import { type Kind, nowhere, type Things } from "./Things.ts"

/** A place of a payload where something is named: the value follows from what there is. */
class Named {
  readonly kinds: ReadonlyArray<Kind>
  readonly value: (things: Things) => unknown
  constructor(kinds: ReadonlyArray<Kind>, value: (things: Things) => unknown) {
    this.kinds = kinds
    this.value = value
  }
}

/** A payload whose names are not filled in yet. */
export interface Payload {
  /** What it is an example of, such as `plan.list with accountId`. */
  readonly title: string
  /** The kinds of things that it names. */
  readonly kinds: ReadonlyArray<Kind>
  /** Who may ask so; without it whoever may ask the call. */
  readonly roles?: ReadonlyArray<Role>
  readonly filled: (things: Things) => Readonly<Record<string, unknown>>
}

const kinds = new Set<string>(Object.keys(nowhere()))
const isKind = (name: string): name is Kind => kinds.has(name)
const idOf = (kind: Kind) => new Named([kind], (things) => things[kind])

/** What names something by another name than its kind, or inside of a text. */
const otherwise: Readonly<Record<string, Named>> = {
  Sha256: idOf("file"),
  script: new Named(["file"], ({ file }) =>
    JSON.stringify({
      language: "en",
      recording: file,
      lines: [
        { role: "hook", text: "A first line.", shows: { kind: "picture", file } },
        { role: "cta", text: "A second line." }
      ],
      caption: "A caption",
      hashtags: [],
      source: { _tag: "person" }
    }))
}

/** Everything that can be named, as schemas call it. */
export const kindsNamed: ReadonlySet<string> = new Set([...kinds, ...Object.keys(otherwise)])

/** The version that the caller's own plan has. */
const versionOfPlan = new Named(["PlanId"], ({ version }) => Number(version))

/** Texts that name something without being an id by their schema, and values that no schema can say. */
const known: Readonly<Record<string, unknown>> = {
  "preset.put.name": "A preset of the matrix",
  "plan.import.content": new Named(
    ["AccountId", "preset"],
    ({ AccountId, preset }) => `account,topic,at,preset\n${AccountId},A row,2031-05-05T10:00:00Z,${preset}\n`
  ),
  "plan.import.format": "csv",
  "plan.import.dryRun": true,
  "plan.add.dryRun": true,
  // One that every role with the call may ask for.
  "plan.bulk.move": "cancel",
  "plan.edit.change.topic": "Another topic",
  "plan.edit.change.lines.line": 1,
  "plan.bulk.change.lines.line": 1,
  "plan.edit.dryRun": true,
  "plan.edit.ifVersion": versionOfPlan,
  "plan.undo.ifVersion": versionOfPlan,
  "plan.reject.reason": "Not this one.",
  "session.link.to": "/review",
  "org.setBrand.kit.displayFont": idOf("font"),
  "org.setBrand.kit.textFont": idOf("font"),
  "preset.put.preset.music": idOf("music"),
  "media.create.bytes": 9,
  "media.list.after": idOf("MediaId"),
  // What was, comes at once: a feed of new events alone would say nothing.
  "events.follow.since": "0.0"
}

/** Left out, a call with two ways of naming what it is about names neither. */
const oneOf: Readonly<Record<string, ReadonlyArray<string>>> = { "plan.bulk": ["items", "filter"] }

/** Places that mean something only together with others. */
const along: Readonly<
  Record<string, {
    readonly wanted: ReadonlyArray<string>
    readonly values: Readonly<Record<string, unknown>>
    readonly call: string
  }>
> = {
  "plan.bulk.change": {
    wanted: ["plan.bulk.items", "plan.bulk.dryRun"],
    values: { "plan.bulk.move": "edit", "plan.bulk.dryRun": true },
    call: "plan.edit"
  }
}

/** Schemas whose values mean something that their form does not say. */
const meant = new Map<SchemaAST.AST, unknown>([
  [WrittenInstant.ast, "2031-05-05T10:00:00Z"],
  [TimeZoneName.ast, "Europe/Berlin"],
  [Language.ast, "en"],
  [Notes.ast, notesAbout("the matrix")],
  [Cursor.ast, ""],
  [Position.ast, "0.0"]
])

/** What a value of this schema itself names. */
const namedIn = (ast: SchemaAST.AST): Named | undefined => {
  const name = namedBy(ast)
  return name === undefined ? undefined : isKind(name) ? idOf(name) : otherwise[name]
}

/** The form in which a value travels. */
const travelling = (ast: SchemaAST.AST): SchemaAST.AST =>
  SchemaAST.isTransformation(ast) ? travelling(ast.from) : SchemaAST.isSuspend(ast) ? travelling(ast.f()) : ast

const isAbsence = (ast: SchemaAST.AST) => SchemaAST.isUndefinedKeyword(ast)

/** Whether a value of this schema names something. */
const names = (given: SchemaAST.AST, path: string, seen: ReadonlySet<SchemaAST.AST> = new Set()): boolean => {
  if (path in known) return known[path] instanceof Named
  const ast = travelling(given)
  if (seen.has(ast)) return false
  const next = new Set([...seen, ast])
  if (namedIn(ast) !== undefined) return true
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

/** What is asked of a payload: places that it has though they may be left out, and what stands at some of them. */
interface Wish {
  readonly wanted: ReadonlySet<string>
  readonly values: Readonly<Record<string, unknown>>
}

/** The smallest value of a schema: without what may be left out, unless it is in `wanted` or names something inside. */
const smallest = (given: SchemaAST.AST, path: string, wish: Wish, depth = 0): unknown => {
  if (path in wish.values) return wish.values[path]
  if (path in known) return known[path]
  const told = meant.get(given)
  if (told !== undefined) return told
  const ast = travelling(given)
  const named = namedIn(ast)
  if (named !== undefined) return named
  if (meant.has(ast)) return meant.get(ast)
  if (SchemaAST.isRefinement(ast)) {
    const from = travelling(ast.from)
    const isWhole = SchemaAST.isTypeLiteral(from) || SchemaAST.isTupleType(from) || SchemaAST.isRefinement(from)
    return isWhole && names(from, path) || SchemaAST.isTypeLiteral(from) || SchemaAST.isTupleType(from)
      ? smallest(from, path, wish, depth)
      : sampled(ast, path)
  }
  if (SchemaAST.isUnion(ast)) {
    const types = ast.types.filter((type) => !isAbsence(type))
    const type = types.find((one) => names(one, path)) ?? types.find((one) => meant.has(one)) ?? types[0]
    if (type === undefined) throw cannot(path, ast)
    return smallest(type, path, wish, depth)
  }
  if (SchemaAST.isTupleType(ast)) {
    const [item] = [...ast.elements, ...ast.rest]
    return item !== undefined && (ast.elements.length > 0 || names(item.type, path))
      ? [smallest(item.type, path, wish, depth + 1)]
      : []
  }
  if (SchemaAST.isTypeLiteral(ast)) {
    return Object.fromEntries(
      ast.propertySignatures.flatMap(({ isOptional, name, type }) => {
        const at = `${path}.${String(name)}`
        const isTaken = !isOptional || wish.wanted.has(at) || known[at] !== undefined && !(known[at] instanceof Named)
        return isTaken ? [[String(name), smallest(type, at, wish, depth + 1)]] : []
      })
    )
  }
  return sampled(ast, path)
}

/** Puts the names in; each place may name things of a world of its own. */
const filled = (value: unknown, things: Things): unknown =>
  value instanceof Named
    ? value.value(things)
    : Array.isArray(value)
    ? value.map((one) => filled(one, things))
    : typeof value === "object" && value !== null
    ? Object.fromEntries(Object.entries(value).map(([name, one]) => [name, filled(one, things)]))
    : value

const kindsIn = (value: unknown): ReadonlyArray<Kind> =>
  value instanceof Named
    ? value.kinds
    : typeof value === "object" && value !== null
    ? [...new Set(Object.values(value).flatMap(kindsIn))]
    : []

/** The places at which a payload can name something, at any depth, that it can also do without. */
const optionalNames = (given: SchemaAST.AST, path: string, below = false): ReadonlyArray<string> => {
  if (path in known && !(known[path] instanceof Named)) return []
  const ast = travelling(given)
  if (below && namedIn(ast) !== undefined) return [path]
  if (SchemaAST.isRefinement(ast)) return optionalNames(ast.from, path, below)
  if (SchemaAST.isUnion(ast)) return [...new Set(ast.types.flatMap((type) => optionalNames(type, path, below)))]
  if (SchemaAST.isTupleType(ast)) {
    return [...ast.elements, ...ast.rest].flatMap(({ type }) => optionalNames(type, path, below))
  }
  if (!SchemaAST.isTypeLiteral(ast)) return []
  return ast.propertySignatures.flatMap(({ isOptional, name, type }) => {
    const at = `${path}.${String(name)}`
    if (!names(type, at)) return []
    const inner = optionalNames(type, at, below || isOptional)
    return inner.length === 0 && (below || isOptional) ? [at] : inner
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
  return wishes.map((places) => {
    const [, more] = Object.entries(along).find(([place]) => places.includes(place)) ?? []
    const wanted = new Set([...places, ...(more?.wanted ?? [])])
    const value = smallest(payload.ast, name, { wanted, values: more?.values ?? {} })
    const roles = callShapes.find((shape) => shape.name === more?.call)?.facts.roles
    return {
      title: places.length === 0 ? name : `${name} with ${places.at(-1)?.slice(name.length + 1)}`,
      kinds: kindsIn(value),
      ...(roles === undefined ? {} : { roles }),
      filled: (things) => filled(value, things) as Readonly<Record<string, unknown>>
    }
  })
}
