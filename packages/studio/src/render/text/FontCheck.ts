import { drawnScripts } from "@callsheet/domain/facts/languages"
import { Effect } from "effect"
import { existsSync } from "node:fs"
import { asset } from "../../Assets.ts"
import { fontFiles, loadTypesetter } from "./Typesetter.ts"

/** Letters that every text in a script has. */
const LETTERS: Readonly<Record<typeof drawnScripts[number], string>> = {
  Latin: "AzÄßéøł",
  Cyrillic: "АяЖїћ",
  Greek: "ΑωΩέ",
  Arabic: "اعيپچ",
  Hebrew: "אשתך",
  Devanagari: "कहािंत्र",
  Han: "漢字中国語",
  Hiragana: "あひを",
  Katakana: "アカン",
  Hangul: "가한힣",
  Bopomofo: "ㄅㄆ"
}

/** Whether the fonts that videos are set in are there, and what each script lacks. */
export interface FontFindings {
  readonly absent: ReadonlyArray<string>
  readonly scripts: ReadonlyArray<{ readonly script: string; readonly lacks: ReadonlyArray<string> }>
}

/** Font files that should be there and are not. */
export const absentFonts = (isThere: (file: string) => boolean = (file) => existsSync(asset("fonts", file))) =>
  fontFiles.filter((file) => !isThere(file))

/** Looks at the fonts before anything is rendered. */
export const checkFonts: Effect.Effect<FontFindings> = Effect.gen(function*() {
  const absent = absentFonts()
  if (absent.length > 0) return { absent, scripts: [] }
  const typesetter = yield* loadTypesetter
  return {
    absent,
    scripts: drawnScripts.map((script) => ({ script, lacks: typesetter.set(LETTERS[script], 40, "sans").missing }))
  }
})
