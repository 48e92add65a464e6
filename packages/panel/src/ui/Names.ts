import { t } from "../text/Text.ts"

/** `PlanReleased` in words; a kind this release has no word for is taken apart. */
export const eventName = (event: string): string => {
  const words: Readonly<Record<string, string>> = t.events
  return words[event] ?? event.replace(/^(Plan|Asset|Account|Org)/, "").replaceAll(/([a-z])([A-Z])/g, "$1 $2")
    .toLowerCase().replace(/^./, (first) => first.toUpperCase())
}

/** `key:Mara` is Mara, `link:guest Ana` is Ana; everything else is a part of the system. */
export const byName = (by: string): string => {
  const [kind = "", rest = ""] = by.split(/:(.*)/s)
  if (kind === "link") return rest.replace(/^guest /, "")
  return kind === "key" ? rest : t.now.by[kind] ?? by
}

export const kindName = (kind: string): string => t.now.kinds[kind] ?? kind.replaceAll("_", " ")
