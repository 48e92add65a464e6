import { pad, painter, type TerminalLook } from "@callsheet/client/terminal/Render"
import { stripVTControlCharacters } from "node:util"
import type { CommandOutline } from "./CommandOutline.ts"

const GLOBAL: ReadonlyArray<readonly [name: string, about: string]> = [
  ["--json", "Exactly one JSON value on standard output (streams: one object a line)."],
  ["--url URL", "The server to ask; else CALLSHEET_URL, else the local stack."],
  ["--help, --version", "On every command, and here."]
]

/** The first sentence is enough in a list; the example stands in the command's own help. */
const brief = (about: string): string => about.replace(/\s*Example: .*/s, "")

const exampleIn = (about: string): string | undefined => /Example: (.*)/s.exec(about)?.[1]

/** What the library says of every option and that tells nothing. */
const noise =
  /^(A user-defined piece of text|A true or false value|An integer|A floating point number|A file|A directory|This setting is optional|One of the following:.*|This (setting|option|argument) .*(:|must be repeated).*|- May be specified .*|'--.*)\.?$/

interface Entry {
  readonly name: string
  readonly about: string
}

/** Arguments or options: a line at the margin names one, the indented lines below it describe it. */
const entriesOf = (lines: ReadonlyArray<string>): ReadonlyArray<Entry> =>
  lines.reduce<ReadonlyArray<Entry>>((entries, line) => {
    const last = entries.at(-1)
    const text = line.trim()
    if (text === "") return entries
    if (!line.startsWith(" ")) return [...entries, { name: text.replace(/ text\b/g, " TEXT"), about: "" }]
    return last === undefined || noise.test(text)
      ? entries
      : [...entries.slice(0, -1), { ...last, about: `${last.about} ${text}`.trim() }]
  }, [])

const sectionsOf = (text: string): ReadonlyMap<string, ReadonlyArray<string>> => {
  const sections = new Map<string, Array<string>>()
  let current: Array<string> = []
  for (const line of stripVTControlCharacters(text).split("\n")) {
    if (/^[A-Z]{4,}$/.test(line)) {
      current = []
      sections.set(line, current)
    } else current.push(line)
  }
  return sections
}

/** The library's help of a command that does something, made short: an example, what it does, one line an option. */
export const leafHelp = (text: string, outline: CommandOutline, path: ReadonlyArray<string>): string => {
  const sections = sectionsOf(text)
  if (!sections.has("USAGE")) return text
  const usage = (sections.get("USAGE") ?? []).join(" ").replace(/\s+/g, " ").trim()
    .replace(`$ ${outline.name}`, path.join(" ")).replace(/ \[[^\]]*\]/g, "").replace(/\btext\b/g, "TEXT")
  const list = (heading: string, name: string) => {
    const entries = entriesOf(sections.get(name) ?? [])
    const width = Math.min(28, Math.max(0, ...entries.map((entry) => entry.name.length)))
    return entries.length === 0 ? [] : [
      "",
      heading,
      ...entries.map((entry) =>
        entry.about === "" ? `  ${entry.name}` : entry.name.length > width
          ? `  ${entry.name}\n  ${" ".repeat(width)}  ${entry.about}`
          : `  ${entry.name.padEnd(width)}  ${entry.about}`
      )
    ]
  }
  return [
    exampleIn(outline.about) ?? usage,
    "",
    brief(outline.about),
    "",
    `Usage: ${usage} [OPTIONS]`,
    ...list("Arguments", "ARGUMENTS"),
    ...list("Options", "OPTIONS")
  ].join("\n")
}

/** The tree below a command as data, for programs that drive this one. */
export const helpJson = (outline: CommandOutline, path: ReadonlyArray<string>): unknown => ({
  command: path.join(" "),
  about: brief(outline.about),
  example: exampleIn(outline.about) ?? null,
  options: outline.options,
  commands: outline.children.map((child) => helpJson(child, [...path, child.name]))
})

/** Help of a command that holds others: an example first, then what there is. */
export const helpText = (
  outline: CommandOutline,
  path: ReadonlyArray<string>,
  version: string,
  look: TerminalLook
): string => {
  const paint = painter(look)
  const list = (rows: ReadonlyArray<readonly [string, string]>) => {
    const width = Math.max(...rows.map(([name]) => name.length))
    return rows.map(([name, about]) => `  ${paint("cyan", pad(name, width))}  ${about}`)
  }
  const example = exampleIn(outline.about)
  const root = path.length === 1
  return [
    example === undefined ? `${path.join(" ")} COMMAND --help` : example,
    "",
    `${brief(outline.about)}${root ? ` (${version})` : ""}`,
    "",
    paint("bold", "Commands"),
    ...list(outline.children.map(({ about, name }) => [name, brief(about)] as const)),
    "",
    paint("bold", "Everywhere"),
    ...list(GLOBAL),
    "",
    `More about one: ${path.join(" ")} COMMAND --help${root ? "; exit codes: callsheet help exit-codes" : ""}`
  ].join("\n")
}
