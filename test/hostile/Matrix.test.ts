import { INSTALLATION, Role } from "@callsheet/domain/api/Role"
import { type CallShape, callShapes } from "@callsheet/server/http/Endpoints"
import { assert, layer } from "@effect/vitest"
import { Context, Effect, Layer } from "effect"
import { HttpStage, stageUrl } from "../support/HttpStage.ts"
import { type Payload, payloadsOf } from "./support/Payloads.ts"
import { type Kind, nowhere, type Things } from "./support/Things.ts"
import { type Told, type Way, waysIn, webSockets } from "./support/Ways.ts"
import {
  type Caller,
  everyRow,
  newInstallation,
  newWorld,
  renewed,
  rowsOf,
  unused,
  type World
} from "./support/World.ts"

/** Two orgs and the installation; every call is asked about all three. */
class Ground extends Context.Tag("@callsheet/test/Ground")<Ground, {
  readonly base: string
  readonly ways: Readonly<Record<string, Way>>
  readonly home: World
  readonly foreign: World
  readonly installation: World
  /** Names that nothing has. */
  readonly nothing: Things
}>() {
  static readonly layer = Layer.scoped(
    this,
    Effect.gen(function*() {
      const sockets = yield* Effect.acquireRelease(Effect.sync(webSockets), ({ close }) => Effect.promise(close))
      return {
        base: yield* stageUrl,
        ways: waysIn(sockets),
        home: yield* newWorld,
        foreign: yield* newWorld,
        installation: yield* newInstallation,
        nothing: nowhere()
      }
    })
  )
}

/** What says nothing of a role: the caller came through. */
const NOT_OF_ROLES = new Set(["Unauthorized", "Forbidden", "TooManyAttempts"])
/** What no caller may see, no matter what it asked. */
const faults = /^(defect|ServerFault|closed|no answer.*|undefined|\d+|Busy)$/

/** Calls of which an org may ask one at a time. */
const oneAtATime: ReadonlySet<string> = new Set(["plan.preview"])
const atOnce = ({ name }: CallShape) => ({ concurrency: oneAtATime.has(name) ? 1 : 6, discard: true as const })

/** What differs from one answer to the next, for the same question too. */
const momentary =
  /"retryAfterMillis":\d+|\d{4}-\d\d-\d\dT[\d:.]+Z|\/media\/preview\/[0-9a-f]{64}|until=\d+&sign=[\w-]{43}/g

/** The answer without the names that were sent and without ids that were made for it, so that two answers can be compared. */
const withoutNames = (
  text: string,
  things: Things,
  kinds: ReadonlyArray<Kind>,
  { foreign, home }: Context.Tag.Service<Ground>
): string => {
  const names = kinds.flatMap((kind) => [things[kind], things[kind].slice(0, 40)])
  const theirs = new Set([...Object.values(foreign.things), ...Object.values(home.things)])
  return names.reduce((rest, name) => rest.replaceAll(name, "THIS"), text)
    .replaceAll(momentary, "-")
    .replaceAll(/\b[a-z]{3}_[0-9a-hjkmnp-tv-z]{26}\b/g, (id) => theirs.has(id) ? id : "NEW")
}

interface Cell {
  readonly way: string
  readonly role: Role
  readonly caller: Caller
  readonly payload: Payload
}

/** The world in which a caller is at home. */
const homeOf = ({ home, installation }: Context.Tag.Service<Ground>, role: Role) =>
  role === "operator" ? installation : home

const cellsOf = (ground: Context.Tag.Service<Ground>, shape: CallShape, roles: ReadonlyArray<Role>) =>
  roles.flatMap((role) => {
    const caller = homeOf(ground, role).callers[role]
    return caller === undefined ?
      [] :
      payloadsOf(shape).filter((payload) => payload.roles?.includes(role) ?? true).flatMap((payload) =>
        Object.keys(ground.ways).map((way): Cell => ({ way, role, caller, payload }))
      )
  })

const titleOf = ({ payload, role, way }: Cell, more: string) => `${payload.title}, ${role}, ${way}, ${more}`

const asked = (ground: Context.Tag.Service<Ground>, shape: CallShape, { caller, payload, way }: Cell, things: Things) =>
  Effect.promise(async (): Promise<Told> =>
    await ground.ways[way]!({ base: ground.base, shape, caller, payload: payload.filled(things) })
  )

const refusedRoles = (ground: Context.Tag.Service<Ground>, shape: CallShape) =>
  Effect.forEach(
    cellsOf(ground, shape, Role.literals.filter((role) => !shape.facts.roles.includes(role))),
    (cell) =>
      Effect.map(asked(ground, shape, cell, homeOf(ground, cell.role).things), ({ tag, text }) => {
        assert.strictEqual(tag, "Forbidden", titleOf(cell, `own: ${text}`))
      }),
    atOnce(shape)
  )

/** One name after the other is another org's; the rest is the caller's own. */
const foreignNames = (ground: Context.Tag.Service<Ground>, shape: CallShape) => {
  const answers = new Set<string>()
  return Effect.as(
    Effect.forEach(
      cellsOf(ground, shape, shape.facts.roles)
        // Whose a thing is does not depend on the role: one role by every way, the others by one.
        .filter(({ role, way }) => role === shape.facts.roles[0] || way === "HTTP")
        .flatMap((cell) => cell.payload.kinds.map((kind) => ({ cell, kind }))),
      ({ cell, kind }) =>
        Effect.gen(function*() {
          // Workers are the installation's: they are nobody's in particular.
          if (kind === "worker") return
          const own = homeOf(ground, cell.role).things
          const theirs = { ...own, [kind]: ground.foreign.things[kind] }
          const nobodys = { ...own, [kind]: ground.nothing[kind] }
          const [foreign, none] = yield* Effect.all([
            asked(ground, shape, cell, theirs),
            asked(ground, shape, cell, nobodys)
          ])
          const title = titleOf(cell, `another org's ${kind}`)
          answers.add(foreign.tag)
          assert.strictEqual(foreign.tag, none.tag, `${title}: ${foreign.text}`)
          assert.strictEqual(
            withoutNames(foreign.text, theirs, [kind], ground),
            withoutNames(none.text, nobodys, [kind], ground),
            title
          )
          assert.notMatch(foreign.tag, faults, title)
          assert.isFalse(NOT_OF_ROLES.has(foreign.tag), title)
          if (foreign.tag === "ok") return
          assert.include(["NotFound", "InvalidInput"], foreign.tag, title)
        }),
      atOnce(shape)
    ),
    answers
  )
}

const allowedRoles = (ground: Context.Tag.Service<Ground>, shape: CallShape) =>
  Effect.forEach(
    cellsOf(ground, shape, shape.facts.roles),
    (cell) =>
      Effect.gen(function*() {
        const { tag, text } = yield* asked(
          ground,
          shape,
          cell,
          yield* unused(homeOf(ground, cell.role), cell.caller, shape.facts)
        )
        const title = titleOf(cell, `own: ${tag} ${text}`)
        assert.isFalse(NOT_OF_ROLES.has(tag), title)
        assert.notMatch(tag, faults, title)
        assert.notStrictEqual(
          tag,
          "InvalidInput",
          `${title} Give a better example in \`known\` of test/hostile/support/Payloads.ts.`
        )
        assert.notStrictEqual(tag, "NotFound", `${title} Make one in test/hostile/support/World.ts.`)
      }),
    atOnce(shape)
  )

layer(Layer.provideMerge(Ground.layer, HttpStage), { excludeTestServices: true, timeout: "120 seconds" })(
  "Every call by every role, by every way in",
  (it) => {
    for (const shape of callShapes) {
      it.scoped(
        `${shape.name}: refuses without effect, hides what is another org's, and lets in who may`,
        () =>
          Effect.gen(function*() {
            const world = yield* Ground
            const ground = { ...world, home: yield* renewed(world.home) }
            const before = yield* everyRow
            yield* refusedRoles(ground, shape)
            assert.deepStrictEqual(yield* everyRow, before, "a refused call left something behind")
            const theirs = yield* rowsOf(ground.foreign.orgId)
            const answers = yield* foreignNames(ground, shape)
            assert.deepStrictEqual(yield* rowsOf(ground.foreign.orgId), theirs, "another org was changed")
            // What is only looked up later, such as the file of a script, does not refuse a call.
            if (!answers.has("ok")) {
              assert.deepStrictEqual(yield* everyRow, before, "a refused call left something behind")
            }
            yield* allowedRoles(ground, shape)
          }),
        120_000
      )
    }

    it("every role is asked, and the installation is nobody's org", () => {
      const roles = new Set(callShapes.flatMap(({ facts }) => facts.roles))
      assert.deepStrictEqual([...roles].toSorted(), [...Role.literals].toSorted())
      assert.isFalse(callShapes.some(({ facts }) => facts.roles.length === 0), INSTALLATION)
    })
  }
)
