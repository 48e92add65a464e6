import { ConfigProvider, Context } from "effect"
import { readFileSync } from "node:fs"
import type { ConfigFault } from "../ConfigReport.ts"
import { near } from "../Nearest.ts"
import { allSettings, forTests, unsupported } from "./Registry.ts"

type Variables = Readonly<Record<string, string | undefined>>

/** The variables of this process as settings see them. */
export interface Environment {
  /** Secrets that stand in files are read from them. */
  readonly provider: ConfigProvider.ConfigProvider
  /** What is wrong no matter what the values are: files that cannot be read, variables that would be ignored. */
  readonly faults: ReadonlyArray<ConfigFault>
  /** The settings that are given, by name. */
  readonly given: ReadonlyArray<string>
  /** Variables that look like settings and are none. */
  readonly warnings: ReadonlyArray<string>
}

const names = allSettings.map(({ name }) => name)
const secretFiles = new Map(allSettings.filter(({ secret }) => secret).map(({ name }) => [`${name}_FILE`, name]))
const known = new Set([...names, ...secretFiles.keys()])

const PREFIX = "CALLSHEET_"
const withoutPrefix = (name: string) => name.startsWith(PREFIX) ? name.slice(PREFIX.length) : name

const isSet = (value: string | undefined): value is string => value !== undefined && value !== ""

type Found = { readonly text: string } | { readonly fault: ConfigFault }

/** The secret that a file holds. Editors end a file with a line end, which belongs to no secret. */
const readSecret = (variable: string, file: string): Found => {
  const fault = (problem: string, remedy: string): Found => ({ fault: { variable, problem, remedy } })
  try {
    const text = readFileSync(file, "utf8").replace(/[\r\n]+$/, "")
    return text === "" ? fault(`${file} is empty`, "Write the secret into it.") : { text }
  } catch (cause) {
    const why = cause instanceof Error && "code" in cause ? String(cause.code) : String(cause)
    return fault(`${file} cannot be read (${why})`, "Name a file that this process can read.")
  }
}

const unsupportedFault = (variable: string): ReadonlyArray<ConfigFault> => {
  const one = unsupported.find(({ prefix }) => variable.startsWith(prefix))
  return one === undefined
    ? []
    : [{ variable, problem: `${one.feature} is not available in this release`, remedy: `Unset ${variable}.` }]
}

const isUnknown = (variable: string): boolean =>
  variable.startsWith(PREFIX) && !known.has(variable) &&
  ![...forTests, ...unsupported.map(({ prefix }) => prefix)].some((prefix) => variable.startsWith(prefix))

const warningOf = (variable: string): string => {
  const plain = variable.replace(/_FILE$/, "")
  if (plain !== variable && names.includes(plain)) {
    return `${variable} has no effect: only secrets are read from files. Set ${plain}.`
  }
  // What all names begin with says nothing about which of them is meant.
  const [nearest] = near(withoutPrefix(variable), [...known].map(withoutPrefix))
  const meant = [...known].find((name) => withoutPrefix(name) === nearest)
  return `${variable} is not a setting of Callsheet and has no effect.${
    meant === undefined ? "" : ` Did you mean ${meant}?`
  }`
}

/** Reads the environment of a process. */
export const environmentOf = (variables: Variables): Environment => {
  const values = new Map<string, string>()
  const faults: Array<ConfigFault> = []
  for (const [name, value] of Object.entries(variables)) {
    if (!isSet(value)) continue
    if (!secretFiles.has(name)) values.set(name, value)
    faults.push(...unsupportedFault(name))
  }
  for (const [variable, name] of secretFiles) {
    const file = variables[variable]
    if (!isSet(file)) continue
    if (isSet(variables[name])) {
      faults.push({ variable, problem: `is set, and so is ${name}`, remedy: "Unset one of them." })
      continue
    }
    const found = readSecret(variable, file)
    if ("text" in found) values.set(name, found.text)
    else faults.push(found.fault)
  }
  return {
    provider: ConfigProvider.fromMap(values),
    given: names.filter((name) => values.has(name)),
    faults,
    warnings: Object.keys(variables).filter((name) => isSet(variables[name]) && isUnknown(name)).toSorted().map(
      warningOf
    )
  }
}

/** The variables to hand to a child: without what no program reads, and where `own` sets a secret, without its file. */
export const environmentFor = (variables: Variables, own: Variables): Record<string, string | undefined> => ({
  ...Object.fromEntries(
    Object.entries(variables).filter(([name]) => !isUnknown(name) && own[secretFiles.get(name) ?? ""] === undefined)
  ),
  ...own
})

/** The environment of this process; tests put another in its place. */
export class ProcessEnvironment extends Context.Reference<ProcessEnvironment>()(
  "@callsheet/process/ProcessEnvironment",
  { defaultValue: (): Environment => environmentOf(process.env) }
) {}
