import { type Look, pad, painter } from "@callsheet/client/terminal/Render"
import type { Outline } from "./CommandOutline.ts"

const GLOBAL: ReadonlyArray<readonly [name: string, about: string]> = [
  ["--json", "Exactly one JSON value on standard output (streams: one object a line)."],
  ["--url URL", "The server to ask; else CALLSHEET_URL, else the local stack."],
  ["--help, --version", "On every command, and here."]
]

/** The first sentence is enough in a list; the example stands in the command's own help. */
const brief = (about: string): string => about.replace(/\s*Example: .*/s, "")

const exampleIn = (about: string): string | undefined => /Example: (.*)/s.exec(about)?.[1]

/** The library's help of a command that does something, begun with an example and with the whole path in its usage. */
export const leafHelp = (text: string, outline: Outline, path: ReadonlyArray<string>): string => {
  const word = text.indexOf("USAGE")
  if (word === -1) return text
  // From the beginning of its line, where its colour may begin.
  const usage = text.lastIndexOf("\n", word) + 1
  const head = exampleIn(outline.about) ?? path.join(" ")
  return `${head}\n\n${text.slice(usage).replace(`$ ${outline.name}`, `$ ${path.join(" ")}`)}`
}

/** Help of a command that holds others: an example first, then what there is. */
export const helpText = (outline: Outline, path: ReadonlyArray<string>, version: string, look: Look): string => {
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
