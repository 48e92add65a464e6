import { ParseResult } from "effect"

/** Faults that are told of one value; the first ones are what a person corrects first. */
export const MOST_FAULTS = 100
/** A fault quotes what does not fit, which may be as long as what was sent. */
const LONGEST_FAULT = 300
const LONGEST_PLACE = 200

export interface SchemaFault {
  /** Where, such as `plan.hashtags.3`; empty for the value as a whole. */
  readonly place: string
  readonly message: string
}

const clipped = (text: string, most: number) => text.length <= most ? text : `${text.slice(0, most)}…`

/** As much of a value as a fault can quote. Writing down all of it would cost more than sending it did. */
const beginning = (value: unknown): unknown => {
  if (typeof value === "string") return clipped(value, LONGEST_FAULT)
  if (typeof value !== "object" || value === null) return value
  const written = Object.entries(value).slice(0, 8).map(([name, one]) =>
    [
      clipped(name, 40),
      typeof one === "object" && one !== null ? (Array.isArray(one) ? ["…"] : { "…": 0 }) : beginning(one)
    ] as const
  )
  return Array.isArray(value) ? written.map(([, one]) => one) : Object.fromEntries(written)
}

/** The first issues of each level: telling of a hundred thousand would cost more than sending them did. */
const pruned = (issue: ParseResult.ParseIssue): ParseResult.ParseIssue => {
  switch (issue._tag) {
    case "Composite": {
      const [first, ...rest] = [issue.issues].flat().slice(0, MOST_FAULTS + 1).map(pruned)
      return first === undefined
        ? issue
        : new ParseResult.Composite(issue.ast, issue.actual, [first, ...rest], issue.output)
    }
    case "Pointer":
      return new ParseResult.Pointer(issue.path, issue.actual, pruned(issue.issue))
    case "Refinement":
      return new ParseResult.Refinement(issue.ast, issue.actual, issue.kind, pruned(issue.issue))
    case "Transformation":
      return new ParseResult.Transformation(issue.ast, issue.actual, issue.kind, pruned(issue.issue))
    case "Type":
      return new ParseResult.Type(issue.ast, beginning(issue.actual), issue.message)
    default:
      return issue
  }
}

/** A field that may be absent or null is a choice of two; that its value is neither tells nobody anything. */
const isAbsence = ({ message }: SchemaFault) => /^Expected (?:undefined|null), actual /.test(message)
const telling = (faults: ReadonlyArray<SchemaFault>): ReadonlyArray<SchemaFault> => {
  const told = new Set(faults.filter((fault) => !isAbsence(fault)).map(({ place }) => place))
  return faults.filter((fault) => !isAbsence(fault) || !told.has(fault.place))
}

/** What does not fit a schema, place by place: at most a hundred faults, each of bounded length. */
export const schemaFaults = (error: ParseResult.ParseError): ReadonlyArray<SchemaFault> => {
  const all = telling(
    ParseResult.ArrayFormatter.formatIssueSync(pruned(error.issue)).map(({ message, path }) => ({
      place: clipped(path.map(String).join("."), LONGEST_PLACE),
      message: clipped(message, LONGEST_FAULT)
    }))
  )
  return all.length <= MOST_FAULTS
    ? all
    : [...all.slice(0, MOST_FAULTS), { place: "", message: "There are more faults; correct these first" }]
}
