import { ApiClient } from "@callsheet/client/Client"
import { CannotDo, WrongUse } from "@callsheet/client/CliError"
import { Output } from "@callsheet/client/terminal/Output"
import { NotFound } from "@callsheet/domain/api/ApiError"
import type { OrgId } from "@callsheet/domain/Ids"
import { near } from "@callsheet/process/Nearest"
import { Effect, Either, Option } from "effect"
import { readFile } from "node:fs/promises"
import { decodeText } from "./DecodeText.ts"
import { isAccountId, isOrgId, isPlanId } from "./Leaf.ts"

/** The org that is meant: the one named, else the one the key belongs to. */
export const orgOf = (given: Option.Option<OrgId>) =>
  Option.isSome(given)
    ? Effect.succeed(given.value)
    : Effect.gen(function*() {
      const { orgId } = yield* (yield* ApiClient).system.whoami({})
      return orgId
    })

/** A whole id needs no question; the beginning of one is completed by the server. */
export const planOf = (text: string) =>
  isPlanId(text)
    ? Effect.succeed(text)
    : Effect.flatMap(ApiClient, (client) => client.plan.show({ id: text })).pipe(
      Effect.map(({ id }) => id)
    )

/** An account by its id or by its name at TikTok. */
export const accountOf = (text: string, org: Option.Option<OrgId> = Option.none()) =>
  isAccountId(text)
    ? Effect.succeed(text)
    : Effect.gen(function*() {
      const client = yield* ApiClient
      const accounts = yield* client.account.list(Option.isSome(org) ? { orgId: org.value } : {})
      const name = text.replace(/^@/, "")
      const found = accounts.filter(({ id, username }) => username === name || id.startsWith(text))
      const [account, ...more] = found
      if (account === undefined) {
        return yield* new NotFound({ what: "account", id: text, list: "account.list" })
      }
      if (more.length > 0) {
        return yield* new WrongUse({
          what: `${text} fits several accounts.`,
          next: "Give more of its id: callsheet account list"
        })
      }
      return account.id
    })

/** Words of a filter, each of which must be one of these: a typo would look like an empty list. */
export const oneOf = <A extends string>(
  option: string,
  known: ReadonlyArray<A>,
  given: ReadonlyArray<string>
): Effect.Effect<ReadonlyArray<A>, WrongUse> => {
  const isKnown = (word: string): word is A => (known as ReadonlyArray<string>).includes(word)
  const wrong = given.find((word) => !isKnown(word))
  if (wrong === undefined) return Effect.succeed(given.filter(isKnown))
  const meant = near(wrong, known)
  return new WrongUse({
    what: `${option} does not know ${JSON.stringify(wrong)}.`,
    next: meant.length > 0 ? `Did you mean: ${meant.join(", ")}?` : `Possible: ${known.join(", ")}`
  })
}

/** Usernames by account id, so that lists can say whose a post is. */
export const accountNames = (org: Option.Option<OrgId>) =>
  Effect.gen(function*() {
    const client = yield* ApiClient
    const accounts = yield* client.account.list(Option.isSome(org) ? { orgId: org.value } : {})
    return new Map<string, string>(accounts.map(({ id, username }) => [id, username === "" ? id : `@${username}`]))
  })

/** `metrics` takes an org or a plan: which one it is, its own letters say. */
export const isOrg = (text: string): text is OrgId => isOrgId(text)

const readBytes = (path: string): Effect.Effect<Buffer, CannotDo> =>
  Effect.tryPromise({
    try: async () => {
      if (path !== "-") return await readFile(path)
      const chunks: Array<Buffer> = []
      for await (const chunk of process.stdin) chunks.push(chunk as Buffer)
      return Buffer.concat(chunks)
    },
    catch: (cause) =>
      new CannotDo({
        what: `${path} cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`,
        next: "Name a file that is there and readable, or - for standard input."
      })
  })

/** A text file the person named, or `-` for standard input. Another encoding than UTF-8 is recognised and said. */
export const readText = (path: string): Effect.Effect<string, CannotDo | WrongUse, Output> =>
  Effect.gen(function*() {
    const name = path === "-" ? "Standard input" : path
    const decoded = decodeText(yield* readBytes(path))
    if (Either.isLeft(decoded)) {
      return yield* new WrongUse({
        what: `${name} is not a text that can be read: ${decoded.left}.`,
        next: "Save it as UTF-8 (in Excel: CSV UTF-8) and try again."
      })
    }
    const { encoding, text } = decoded.right
    const output = yield* Output
    if (encoding !== null) yield* output.say(`${name} is read as ${encoding}.`)
    return text
  })

/** A text file that must say something: an empty one would be taken for none. */
export const readWords = (path: string): Effect.Effect<string, CannotDo | WrongUse, Output> =>
  Effect.filterOrFail(
    readText(path),
    (text) => text.trim() !== "",
    () =>
      new WrongUse({
        what: `${path === "-" ? "Standard input" : path} is empty.`,
        next: "Write something into it, or leave the option out."
      })
  )
