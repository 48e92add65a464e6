import * as HelpDoc from "@effect/cli/HelpDoc"
import * as Options from "@effect/cli/Options"
import type { Usage } from "@effect/cli/Usage"
import { stripVTControlCharacters } from "node:util"

/** The tree of commands as a person sees it. A leaf has no children. */
export interface CommandOutline {
  readonly name: string
  readonly about: string
  readonly children: ReadonlyArray<CommandOutline>
  readonly options: ReadonlyArray<{ readonly name: string; readonly takesValue: boolean }>
}

const optionsIn = (usage: Usage): CommandOutline["options"] => {
  switch (usage._tag) {
    case "Named":
      return usage.names.map((name) => ({ name, takesValue: usage.acceptedValues._tag === "Some" }))
    case "Optional":
    case "Repeated":
      return optionsIn(usage.usage)
    case "Alternation":
    case "Concat":
      return [...optionsIn(usage.left), ...optionsIn(usage.right)]
    case "Empty":
    case "Mixed":
      return []
  }
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null

/** `HelpDoc.isHelpDoc` does not exist; its variants carry these tags. */
const isDoc = (value: unknown): value is HelpDoc.HelpDoc =>
  isRecord(value) &&
  ["Empty", "Header", "Paragraph", "DescriptionList", "Enumeration", "Sequence"].includes(String(value["_tag"]))

/**
 * Reads the tree out of a descriptor. The library's own `getSubcommands` stops at the first level and its help is one line
 * per leaf, as wide as the widest; the descriptor itself holds everything (`Standard`, `Map`, `Subcommands` of the pinned
 * release). A test walks the whole outline, so another shape would be noticed.
 */
export const outlineOf = (descriptor: unknown): CommandOutline => {
  if (isRecord(descriptor)) {
    if (descriptor["_tag"] === "Map") return outlineOf(descriptor["command"])
    if (descriptor["_tag"] === "Subcommands" && Array.isArray(descriptor["children"])) {
      return { ...outlineOf(descriptor["parent"]), children: descriptor["children"].map(outlineOf) }
    }
    const { description, name, options } = descriptor
    if (typeof name === "string" && isDoc(description) && Options.isOptions(options)) {
      return {
        name,
        about: stripVTControlCharacters(HelpDoc.toAnsiText(description)).trim(),
        children: [],
        options: optionsIn(Options.getUsage(options))
      }
    }
  }
  throw new Error("The command tree has a shape that this release of @effect/cli does not have.")
}
