import { planRoad } from "@callsheet/domain/facts/planStatuses"

/**
 * What the parser cannot express, put into its words before it reads: `--wait` with an optional value, `-h`, and
 * `callsheet help plan add` for `callsheet plan add --help`.
 */
export const prepared = (args: ReadonlyArray<string>): ReadonlyArray<string> => {
  const end = args.indexOf("--")
  const own = end === -1 ? args : args.slice(0, end)
  const rest = end === -1 ? [] : args.slice(end)
  const waits = own.flatMap((arg, index) => {
    if (arg !== "--wait") return own[index - 1] === "--wait" && isStatus(arg) ? [] : [arg]
    const next = own[index + 1]
    return [`--wait=${next !== undefined && isStatus(next) ? next : "rest"}`]
  })
  const [first, ...more] = waits
  const topic = more.filter((arg) => !arg.startsWith("-"))
  if (
    first === undefined ||
    (first === "help" && topic.length === 0 && more.every((arg) => arg === "--json" || !arg.startsWith("-")))
  ) {
    return ["--help", ...more]
  }
  if (first === "help" && topic.length > 0 && topic[0] !== "exit-codes") {
    return [...topic, "--help", ...more.filter((arg) => arg === "--json")]
  }
  return [...waits, ...rest]
}

const isStatus = (text: string): boolean => (planRoad as ReadonlyArray<string>).includes(text)

/** Whether JSON was asked for. Read before parsing, because parse errors must obey it too. */
export const wantsJson = (args: ReadonlyArray<string>): boolean => {
  const end = args.indexOf("--")
  return (end === -1 ? args : args.slice(0, end)).includes("--json")
}
