import type { VoiceView } from "@callsheet/domain/api/calls/org"
import type { VoiceKit } from "@callsheet/domain/org/VoiceKit"
import { Link } from "../app/Router.tsx"
import { ask, state, useLive } from "../data/Live.ts"
import { bySlot } from "../data/Plans.ts"
import { newKey, useAsked } from "../data/Requests.ts"
import { may, whoMaySay } from "../data/Roles.ts"
import { t } from "../text/Text.ts"
import { languageName, moment } from "../text/Times.ts"
import { Button } from "../ui/Button.tsx"
import { CommandLine } from "../ui/CommandLine.tsx"
import { Loading } from "../ui/Loading.tsx"
import { Message, Refused } from "../ui/Message.tsx"
import { byName } from "../ui/Names.ts"
import { Section } from "../ui/Section.tsx"
import { KitForm, useKit } from "./library/KitForm.tsx"
import { LibraryHead } from "./library/LibraryHead.tsx"

interface Row {
  readonly language: string
  readonly word: string
  readonly says: string
}

/** The kit as its fields hold it: an empty row is not sent. */
interface Draft {
  readonly voices: ReadonlyArray<Row>
  readonly speed: string
  readonly pauseMillis: string
  readonly says: ReadonlyArray<Row>
}

const emptyRow: Row = { language: "", word: "", says: "" }

const draftOf = (kit: VoiceKit): Draft => ({
  voices: [...(kit.voices ?? []).map(({ language, voice }) => ({ language, word: "", says: voice })), emptyRow],
  speed: kit.speed === undefined ? "" : String(kit.speed),
  pauseMillis: kit.pauseMillis === undefined ? "" : String(kit.pauseMillis),
  says: [
    ...(kit.says ?? []).map(({ language = "", say, word }) => ({ language, word, says: say })),
    emptyRow
  ]
})

const kitOf = ({ pauseMillis, says, speed, voices }: Draft): VoiceKit => {
  const speakers = voices.flatMap(({ language, says: voice }) =>
    language.trim() === "" || voice.trim() === "" ? [] : [{ language: language.trim(), voice: voice.trim() }]
  )
  const sayings = says.flatMap(({ language, says: say, word }) =>
    word.trim() === "" || say.trim() === ""
      ? []
      : [{ word: word.trim(), say: say.trim(), ...(language.trim() === "" ? {} : { language: language.trim() }) }]
  )
  return {
    ...(speakers.length === 0 ? {} : { voices: speakers }),
    ...(speed === "" ? {} : { speed: Number(speed) }),
    ...(pauseMillis === "" ? {} : { pauseMillis: Number(pauseMillis) }),
    ...(sayings.length === 0 ? {} : { says: sayings })
  }
}

const isHalf = (row: Row, parts: ReadonlyArray<"language" | "word" | "says">) => {
  const filled = parts.filter((part) => row[part].trim() !== "").length
  return filled > 0 && filled < parts.length
}

/** Rows of small fields; another one opens below as soon as the last is begun. */
const Rows = (props: {
  readonly rows: ReadonlyArray<Row>
  readonly parts: ReadonlyArray<"language" | "word" | "says">
  readonly words: Readonly<Record<"language" | "word" | "says", string>>
  readonly hints: Readonly<Record<"language" | "word" | "says", string>>
  readonly readOnly: boolean
  readonly set: (rows: ReadonlyArray<Row>) => void
}) => {
  const { hints, parts, readOnly, rows, set, words } = props
  const change = (index: number, part: "language" | "word" | "says", value: string) => {
    const next = rows.map((row, at) => at === index ? { ...row, [part]: value } : row)
    set(index === rows.length - 1 && value !== "" ? [...next, emptyRow] : next)
  }
  const shown = readOnly ? rows.slice(0, -1) : rows
  if (shown.length === 0) return <p class="mute">{t.voices.none}</p>
  return (
    <div class={`vrows ${parts.length === 3 ? "by3" : ""}`}>
      {parts.map((part) => <span key={part} class="label" aria-hidden="true">{words[part]}</span>)}
      <span aria-hidden="true" />
      {shown.map((row, index) => (
        <>
          {parts.map((part) => (
            <input
              key={`${index}${part}`}
              class="input mono"
              aria-label={t.voices.rowOf(words[part], index + 1)}
              placeholder={index === rows.length - 1 ? hints[part] : ""}
              maxLength={part === "language" ? 35 : part === "word" ? 60 : 80}
              readOnly={readOnly}
              value={row[part]}
              onInput={({ currentTarget }) => change(index, part, currentTarget.value)}
            />
          ))}
          {readOnly || index === rows.length - 1
            ? <span key={`${index}x`} />
            : (
              <Button
                key={`${index}x`}
                kind="bare"
                icon="cross"
                label={t.voices.takeRow(row.word === "" ? row.language : row.word)}
                onClick={() => set(rows.filter((_, at) => at !== index))}
              />
            )}
        </>
      ))}
    </div>
  )
}

const Figure = (props: {
  readonly of: "speed" | "pauseMillis"
  readonly min: number
  readonly max: number
  readonly step: number
  readonly value: string
  readonly readOnly: boolean
  readonly set: (value: string) => void
}) => {
  const { max, min, of, readOnly, set, step, value } = props
  return (
    <label class="field">
      <span class="label">{t.voices.figures[of]}</span>
      <input
        class="input num"
        type="number"
        min={min}
        max={max}
        step={step}
        readOnly={readOnly}
        placeholder={t.voices.asIs[of]}
        value={value}
        onInput={({ currentTarget }) => set(currentTarget.value)}
      />
      <span class="hint">{t.voices.hints[of]}</span>
    </label>
  )
}

const MOST_LANGUAGES = 6

/** Who spoke in the last video of a language; the plain voice says of itself that there are better ones. */
const Spoke = ({ planId }: { readonly planId: string }) => {
  const { plans } = useLive()
  const plan = plans.get(planId)
  const { data } = useAsked("asset.show", { id: planId as never }, { fresh: plan?.version })
  const voice = data?.asset.provenance.find(({ stage }) => stage === "voice")
  if (plan === undefined) return null
  return (
    <tr>
      <td class="nw">
        {languageName(plan.language)} <span class="mono faint">{plan.language}</span>
      </td>
      <td>
        {data === undefined ? t.shell.reading : <b>{voice?.engine ?? t.voices.silent}</b>}
        {voice?.note === undefined ? null : <div class="mute">{voice.note}</div>}
      </td>
      <td class="wide-only">
        <Link class="cut" to={`/plans/${plan.id}`}>{plan.topic}</Link>
      </td>
    </tr>
  )
}

const Used = () => {
  useLive()
  const latest = new Map<string, string>()
  for (const { assetId, id, language } of bySlot().toReversed()) {
    if (assetId !== null && !latest.has(language)) latest.set(language, id)
  }
  const ids = [...latest.values()].slice(0, MOST_LANGUAGES)
  return (
    <Section title={t.voices.used} note={t.voices.usedNote}>
      {ids.length === 0 ? <p class="mute">{t.voices.usedNone}</p> : (
        <table class="tbl" aria-label={t.voices.used}>
          <thead>
            <tr>
              <th scope="col">{t.voices.language}</th>
              <th scope="col">{t.voices.voice}</th>
              <th scope="col" class="wide-only">{t.voices.lastIn}</th>
            </tr>
          </thead>
          <tbody>{ids.map((id) => <Spoke key={id} planId={id} />)}</tbody>
        </table>
      )}
      <p class="small mute vline">{t.voices.better}</p>
      <CommandLine line="callsheet voice list" />
    </Section>
  )
}

const within = (text: string, min: number, max: number) => text === "" || (Number(text) >= min && Number(text) <= max)

/** What keeps the fields from being saved, in words. */
const faultOf = ({ pauseMillis, says, speed, voices }: Draft): string | null =>
  voices.some((row) => isHalf(row, ["language", "says"])) || says.some((row) => isHalf(row, ["word", "says"]))
    ? t.voices.half
    : !within(speed, 0.5, 2) || !within(pauseMillis, 0, 3_000) || says.some(({ word }) => /\s/u.test(word.trim()))
    ? t.voices.wrong
    : null

const Kit = ({ again, voice }: { readonly voice: VoiceView; readonly again: () => void }) => {
  const editing = useKit({
    newest: voice,
    draftOf,
    kitOf,
    again,
    words: t.voices,
    put: (kit, version) => ask("org.setVoice", { id: state.me?.orgId as never, kit, version, key: newKey() })
  })
  const { draft, set } = editing
  const readOnly = !may("org.setVoice")
  const fault = faultOf(draft)
  return (
    <div class="bmain">
      <KitForm
        editing={editing}
        by={voice.by}
        words={t.voices}
        readOnly={readOnly}
        isWrong={fault !== null}
        fault={fault}
      >
        <Section title={t.voices.speakers} note={t.voices.speakersNote}>
          <Rows
            rows={draft.voices}
            parts={["language", "says"]}
            words={{ language: t.voices.language, word: "", says: t.voices.voice }}
            hints={{ language: "de", word: "", says: "thorsten" }}
            readOnly={readOnly}
            set={(voices) => set({ voices })}
          />
        </Section>
        <Section title={t.voices.manner}>
          <div class="three">
            <Figure
              of="speed"
              min={0.5}
              max={2}
              step={0.05}
              value={draft.speed}
              readOnly={readOnly}
              set={(speed) => set({ speed })}
            />
            <Figure
              of="pauseMillis"
              min={0}
              max={3_000}
              step={10}
              value={draft.pauseMillis}
              readOnly={readOnly}
              set={(pauseMillis) => set({ pauseMillis })}
            />
          </div>
        </Section>
        <Section title={t.voices.sayings} note={t.voices.sayingsNote}>
          <Rows
            rows={draft.says}
            parts={["word", "says", "language"]}
            words={{ language: t.voices.onlyIn, word: t.voices.word, says: t.voices.says }}
            hints={{ language: t.voices.everywhere, word: "Callsheet", says: t.voices.sayHint }}
            readOnly={readOnly}
            set={(says) => set({ says })}
          />
        </Section>
      </KitForm>
      <Used />
      <div class="side">
        <h3>{t.library.command}</h3>
        <CommandLine line="callsheet voice show" />
      </div>
    </div>
  )
}

/** How the videos of the org speak: who in which language, how fast, with which pauses, and how words are said. */
const VoicesPage = () => {
  const { me } = useLive()
  const { again, data, error } = useAsked("org.voice", { id: me?.orgId as never }, {
    on: ({ subject }) => subject === "voice"
  })
  return (
    <>
      <LibraryHead at="/library/voices" />
      <div class="sheet">
        {may("org.setVoice") ? null : <Message icon="lock" title={t.voices.readOnly(whoMaySay("org.setVoice"))} />}
        {data === undefined
          ? error === null ? <Loading rows={6} /> : <Refused error={error} />
          : (
            <>
              <p class="small mute vline">
                {data.version === 0
                  ? t.voices.neverSet
                  : t.voices.line(data.version, data.by === null ? "" : byName(data.by), moment(data.at ?? ""))}
              </p>
              <Kit voice={data} again={again} />
            </>
          )}
      </div>
    </>
  )
}

export default VoicesPage
