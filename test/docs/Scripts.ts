import type { Script } from "@callsheet/domain/asset/Script"
import * as RuleScriptWriter from "@callsheet/studio/script/RuleScriptWriter"
import { ScriptWriter } from "@callsheet/studio/script/ScriptWriter"
import { Effect, Layer } from "effect"
import { realpathSync, writeFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { topicsWithNotes } from "../studio/script/TopicsWithNotes.ts"
import { freePurchases } from "../support/FreePurchases.ts"

const languages: Readonly<Record<string, string>> = { en: "English", de: "German", es: "Spanish", fr: "French" }

/** Every topic as the writer without a model writes it for its first plan. */
export const writtenTopics = Effect.flatMap(
  ScriptWriter,
  (writer) =>
    Effect.forEach(topicsWithNotes, (topic, index) =>
      Effect.map(
        writer.write({ ...topic, hashtags: [], seed: `topic ${index + 1}` }),
        ({ script }) => ({ topic, script })
      ))
).pipe(Effect.provide(Layer.merge(RuleScriptWriter.layer, freePurchases)))

const lineOf = ({ kicker, role, text }: Script["lines"][number]): string =>
  `| ${role} | ${text.replaceAll("|", "\\|")} | ${kicker ?? ""} |`

export const scriptsMarkdown = Effect.map(writtenTopics, (written) =>
  [
    "# Sixty scripts",
    "",
    "Written by `npm run docs` with the writer that needs no model, from the notes in `test/studio/script`. It cuts and orders what",
    "people noted down and adds nothing but a closing. Read them as a viewer would: a line that is awkward here is a fault of the writer.",
    "",
    ...Object.entries(languages).flatMap(([language, name]) => [
      `## ${name}`,
      "",
      ...written.filter(({ topic }) => topic.language === language).flatMap(({ script, topic }) => [
        `### ${topic.topic}`,
        "",
        "| | line | label |",
        "|---|---|---|",
        ...script.lines.map(lineOf),
        "",
        `Under the post: ${script.caption} ${script.hashtags.map((tag) => `#${tag}`).join(" ")}`,
        ""
      ])
    ])
  ].join("\n"))

const target = fileURLToPath(new URL("../../docs/studio/scripts.md", import.meta.url))
if (realpathSync(process.argv[1] ?? "") === fileURLToPath(import.meta.url)) {
  Effect.runPromise(scriptsMarkdown).then((text) => writeFileSync(target, text))
}
