import { Option, Schema, SchemaAST } from "effect"

/** Crockford's base 32 in lower case: no i, l, o, u, so an id survives being read aloud. */
const alphabet = "0123456789abcdefghjkmnpqrstvwxyz"

const prefixed = <P extends string, B extends string>(prefix: P, brand: B) =>
  Schema.String.pipe(
    Schema.pattern(new RegExp(`^${prefix}_[${alphabet}]{26}$`), {
      message: () => `expected an id that starts with "${prefix}_"`
    }),
    Schema.brand(brand)
  )

export const OrgId = prefixed("org", "OrgId")
export type OrgId = typeof OrgId.Type
export const AccountId = prefixed("acc", "AccountId")
export type AccountId = typeof AccountId.Type
export const PlanId = prefixed("pln", "PlanId")
export type PlanId = typeof PlanId.Type
export const AssetId = prefixed("ast", "AssetId")
export type AssetId = typeof AssetId.Type
export const JobId = Schema.String.pipe(Schema.pattern(/^job_[0-9]{1,18}$/), Schema.brand("JobId"))
export type JobId = typeof JobId.Type
export const KeyId = prefixed("key", "KeyId")
export type KeyId = typeof KeyId.Type
export const SessionId = prefixed("ses", "SessionId")
export type SessionId = typeof SessionId.Type

export const ReviewLinkId = prefixed("rvl", "ReviewLinkId")
export type ReviewLinkId = typeof ReviewLinkId.Type

export const MediaId = prefixed("med", "MediaId")
export type MediaId = typeof MediaId.Type
export const PresetId = prefixed("prs", "PresetId")
export type PresetId = typeof PresetId.Type
export const UploadId = prefixed("upl", "UploadId")
export type UploadId = typeof UploadId.Type

const Named = Symbol.for("@callsheet/domain/Named")

/** Says of a text without a form of its own that it names something of an org, such as a preset by its name. */
export const naming = (kind: string) => <S extends Schema.Annotable.All>(schema: S): Schema.Annotable.Self<S> =>
  schema.annotations({ [Named]: kind })

/** What a text of this schema names: its brand, or what `naming` says. */
export const namedBy = (ast: SchemaAST.AST): string | undefined => {
  const named = Option.getOrUndefined(SchemaAST.getAnnotation<string>(ast, Named))
  return named ?? Option.getOrUndefined(SchemaAST.getBrandAnnotation(ast))?.map(String).at(0)
}

/**
 * Names one wish, however often it is sent. A person's command carries a random one or the caller's idempotency key; a
 * command sent by the machinery carries a derived one, so a repeat after a crash is recognised as the same wish.
 */
export const CommandId = Schema.NonEmptyString.pipe(Schema.maxLength(200), Schema.brand("CommandId"))
export type CommandId = typeof CommandId.Type

export const deriveCommandId = (...parts: ReadonlyArray<string | number>): CommandId => CommandId.make(parts.join(":"))

/** What a stored table is kept by: an id, or a name made of some. `__proto__`, which JSON would lose, is none. */
export const TableKey = Schema.String.pipe(Schema.pattern(/^[A-Za-z0-9]/))

/** Who did it, as the timeline shows it: `key:<id>`, `link:<who>`, `slot`, `deadline`, `job:<id>`, `tiktok`. */
export const By = Schema.NonEmptyString.pipe(Schema.maxLength(120))
export type By = string

/**
 * 26 characters: 10 of time (so that ids sort by birth) and 16 of `random` (at least 10 bytes).
 */
export const encodeId = (prefix: string, millis: number, random: Uint8Array): string => {
  let time = ""
  for (let rest = millis, i = 0; i < 10; i++, rest = Math.floor(rest / 32)) time = alphabet[rest % 32] + time
  let bits = 0n
  for (let i = 0; i < 10; i++) bits = (bits << 8n) | BigInt(random[i] ?? 0)
  let tail = ""
  for (let i = 0; i < 16; i++, bits >>= 5n) tail = alphabet[Number(bits & 31n)] + tail
  return `${prefix}_${time}${tail}`
}

/** A plan has one asset and both share the tail of their id: anyone who holds one can name the other. */
export const assetIdOf = (plan: PlanId): AssetId => AssetId.make(`ast_${plan.slice(4)}`)
export const planIdOf = (asset: AssetId): PlanId => PlanId.make(`pln_${asset.slice(4)}`)
