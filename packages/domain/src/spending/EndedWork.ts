import { type Instant, seconds } from "../Instant.ts"
import { type Amount, type Org, UsageKind } from "../org/Org.ts"

/**
 * A `Reserve` may reach its org long after it was sent: its owner stood still with it, or a copy of it came twice. By then the
 * work may have ended, and nobody would ever free what it holds. So the org keeps in mind what ended lately, and takes no
 * promise that was asked for earlier, nor one so old that it would have forgotten the end.
 */
const ON_ITS_WAY_MILLIS = seconds(10)
/** How far the clocks of two processes may be apart. */
const CLOCKS_APART_MILLIS = 300

/** All of a work has ended, or what it had promised of one kind. */
const nameOf = (reference: string, kind: UsageKind | null): string => kind === null ? reference : `${kind} ${reference}`

export const isTooLate = (
  { ended = {} }: Org,
  { amounts, askedAt, from, reference }: {
    readonly reference: string
    readonly amounts: ReadonlyArray<Amount>
    readonly from?: string | undefined
    readonly askedAt?: Instant | undefined
  },
  at: Instant
): boolean => {
  if (askedAt === undefined) return false
  if (askedAt + ON_ITS_WAY_MILLIS < at) return true
  const names = [
    nameOf(reference, null),
    ...amounts.map(({ kind }) => nameOf(reference, kind)),
    ...(from === undefined ? [] : [nameOf(from, null)])
  ]
  return names.some((name) => {
    const endedAt = ended[name]
    return endedAt !== undefined && askedAt <= endedAt + CLOCKS_APART_MILLIS
  })
}

/** The end of a work, or of what it promised of some kinds. What ended too long ago to matter is forgotten. */
export const withEnded = (
  { ended = {} }: Org,
  reference: string,
  kinds: ReadonlyArray<UsageKind>,
  at: Instant
): NonNullable<Org["ended"]> => {
  const whole = UsageKind.literals.every((kind) => kinds.includes(kind))
  const names = whole ? [nameOf(reference, null)] : kinds.map((kind) => nameOf(reference, kind))
  return {
    ...Object.fromEntries(
      Object.entries(ended).filter(([, endedAt]) => endedAt + ON_ITS_WAY_MILLIS + CLOCKS_APART_MILLIS >= at)
    ),
    ...Object.fromEntries(names.map((name) => [name, at]))
  }
}
