/** Writes docs/configuration.md from the registry of settings: `npm run docs`. A test fails when the file is stale. */
import { groups, unsupported } from "@callsheet/process/settings/Registry"
import type { Setting } from "@callsheet/process/settings/Setting"
import { realpathSync, writeFileSync } from "node:fs"
import { fileURLToPath } from "node:url"

const row = ({ fallback, meaning, name, readBy, secret, type }: Setting<unknown>): string =>
  `| \`${name}\` | ${meaning} | ${type} | ${fallback} | ${secret ? "yes" : ""} | ${readBy.join(", ")} |`

export const configurationMarkdown = (): string =>
  [
    "# Settings",
    "",
    "Written by `npm run docs` from `settings/Registry.ts`, which every program reads.",
    "",
    "Callsheet is configured by environment variables. An empty variable means the same as none. A program that cannot use",
    "a setting does not start: one message names every variable at fault and what to do. `callsheet up` checks the settings",
    "of all its programs before it starts any. `callsheet doctor` shows which settings are given. A variable that begins",
    "with `CALLSHEET_` and is not in these tables has no effect and gets a warning.",
    "",
    "Each secret can also stand in a file: `NAME_FILE` names the file, as container secrets do. Use one of the two.",
    "",
    ...Object.entries(groups).flatMap(([heading, settings]) => [
      `## ${heading}`,
      "",
      "| variable | meaning | values | default | secret | read by |",
      "|---|---|---|---|---|---|",
      ...Object.values(settings).map(row),
      ""
    ]),
    "## Not available in this release",
    "",
    "These stop the start, because they would change nothing: " +
    `${unsupported.map(({ prefix }) => `\`${prefix}*\``).join(", ")}.`,
    ""
  ].join("\n")

const target = fileURLToPath(new URL("../../docs/configuration.md", import.meta.url))
if (realpathSync(process.argv[1] ?? "") === fileURLToPath(import.meta.url)) {
  writeFileSync(target, configurationMarkdown())
}
