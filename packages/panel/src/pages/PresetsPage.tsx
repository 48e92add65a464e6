import type { PresetView } from "@callsheet/domain/api/calls/preset"
import { CaptionStyle, LookName, Mood } from "@callsheet/domain/asset/Script"
import type { Preset } from "@callsheet/domain/org/Preset"
import { useState } from "preact/hooks"
import { setFilters } from "../app/Router.tsx"
import type { PageProps } from "../app/Routes.ts"
import { useAction } from "../data/Action.ts"
import { ask, state, useLive } from "../data/Live.ts"
import { accountName, bySlot, isEnded } from "../data/Plans.ts"
import { newKey, useAsked } from "../data/Requests.ts"
import { may, whoMaySay } from "../data/Roles.ts"
import { t } from "../text/Text.ts"
import { moment } from "../text/Times.ts"
import { Button } from "../ui/Button.tsx"
import { CommandLine } from "../ui/CommandLine.tsx"
import { Dialog } from "../ui/Dialog.tsx"
import { Empty } from "../ui/Empty.tsx"
import { Loading } from "../ui/Loading.tsx"
import { Message, Refused } from "../ui/Message.tsx"
import { byName } from "../ui/Names.ts"
import { Section } from "../ui/Section.tsx"
import { toast } from "../ui/Toast.tsx"
import { LibraryHead } from "./library/LibraryHead.tsx"

const orgId = () => state.me?.orgId as never
const MOST_EXAMPLES = 6
const choices = { look: LookName.literals, captions: CaptionStyle.literals, mood: Mood.literals } as const
type Choice = keyof typeof choices

/** A preset as its fields hold it: an empty field is left to plans, scripts and looks. */
interface Draft {
  readonly name: string
  readonly brandVoice: string
  readonly examples: ReadonlyArray<string>
  readonly title: string
  readonly parts: string
  readonly look: string
  readonly captions: string
  readonly mood: string
  readonly music: string
  readonly voice: string
  readonly language: string
  readonly hashtags: string
}

const draftOf = (name: string, preset: Preset): Draft => ({
  name,
  brandVoice: preset.brandVoice ?? "",
  examples: [...preset.examples ?? [], ""].slice(0, MOST_EXAMPLES),
  title: preset.series?.title ?? "",
  parts: preset.series?.parts === undefined ? "" : String(preset.series.parts),
  look: preset.look ?? "",
  captions: preset.captions ?? "",
  mood: preset.mood ?? "",
  music: preset.music ?? "",
  voice: preset.voice?.voice ?? "",
  language: preset.language ?? "",
  hashtags: (preset.hashtags ?? []).map((tag) => `#${tag}`).join(" ")
})

const said = <K extends string, A>(name: K, value: A | "" | undefined) =>
  value === "" || value === undefined ? {} : { [name]: value }

/** What the fields say. Pace and pauses of a voice have no field here and stay as they were. */
const presetOf = (draft: Draft, before: Preset): Preset => {
  const examples = draft.examples.map((text) => text.trim()).filter((text) => text !== "")
  const hashtags = draft.hashtags.split(/[\s,#]+/u).filter((tag) => tag !== "")
  const title = draft.title.trim()
  const { voice: _, ...manner } = before.voice ?? {}
  const voice = { ...manner, ...said("voice", draft.voice.trim()) }
  return {
    ...said("brandVoice", draft.brandVoice.trim()),
    ...(examples.length === 0 ? {} : { examples }),
    ...(title === "" ? {} : { series: { title, ...(draft.parts === "" ? {} : { parts: Number(draft.parts) }) } }),
    ...said("look", draft.look),
    ...said("captions", draft.captions),
    ...said("mood", draft.mood),
    ...said("music", draft.music.trim()),
    ...(Object.keys(voice).length === 0 ? {} : { voice }),
    ...said("language", draft.language.trim()),
    ...(hashtags.length === 0 ? {} : { hashtags })
  }
}

interface Editing {
  readonly draft: Draft
  readonly set: (change: Partial<Draft>) => void
  readonly readOnly: boolean
}

const Text = (
  props: Editing & {
    readonly of: "brandVoice" | "title" | "parts" | "music" | "voice" | "language" | "hashtags"
    readonly most: number
    readonly rows?: number
    readonly mono?: boolean
  }
) => {
  const { draft, mono, most, of, readOnly, rows, set } = props
  const shared = {
    class: mono === true ? "input mono" : "input",
    maxLength: most,
    readOnly,
    value: draft[of],
    placeholder: t.presets.left
  }
  return (
    <label class="field">
      <span class="label">{t.presets.fields[of]}</span>
      {rows === undefined
        ? (
          <input
            {...shared}
            {...(of === "parts" ? { type: "number", min: 2, max: 999 } : {})}
            onInput={({ currentTarget }) => set({ [of]: currentTarget.value })}
          />
        )
        : <textarea {...shared} rows={rows} onInput={({ currentTarget }) => set({ [of]: currentTarget.value })} />}
      <span class="hint">{t.presets.hints[of]}</span>
    </label>
  )
}

const Choose = ({ draft, of, readOnly, set }: Editing & { readonly of: Choice }) => (
  <label class="field">
    <span class="label">{t.presets.fields[of]}</span>
    <select
      class="input"
      disabled={readOnly}
      value={draft[of]}
      onChange={({ currentTarget }) => set({ [of]: currentTarget.value })}
    >
      <option value="">{t.presets.left}</option>
      {choices[of].map((one) => <option key={one} value={one}>{t.presets.words[one]}</option>)}
    </select>
  </label>
)

const Examples = ({ draft, readOnly, set }: Editing) => (
  <div class="examples">
    {draft.examples.map((text, index) => (
      <label key={index} class="field">
        <span class="label">{t.presets.example(index + 1)}</span>
        <textarea
          class="input mono"
          rows={3}
          maxLength={800}
          readOnly={readOnly}
          value={text}
          onInput={({ currentTarget }) => {
            const examples = draft.examples.map((one, at) => at === index ? currentTarget.value : one)
            const isLast = index === examples.length - 1 && currentTarget.value !== ""
            set({ examples: isLast && examples.length < MOST_EXAMPLES ? [...examples, ""] : examples })
          }}
        />
      </label>
    ))}
  </div>
)

/** Whose plans get the preset where they name none. */
const Defaults = ({ again, preset }: { readonly preset: PresetView; readonly again: () => void }) => {
  const { accounts } = useLive()
  const { busy, error, run } = useAction()
  const assign = (accountId: string, name: string | null) =>
    ask("preset.assign", { orgId: orgId(), accountId: accountId as never, name, key: newKey() })
  return (
    <Section title={t.presets.defaults} note={t.presets.defaultsNote}>
      {accounts.size === 0 ? <p class="mute">{t.presets.noAccounts}</p> : (
        <ul class="ticks">
          {[...accounts.values()].map(({ id }) => {
            const isOn = preset.accounts.includes(id)
            return (
              <li key={id}>
                <label class="check">
                  <input
                    type="checkbox"
                    checked={isOn}
                    disabled={busy || !may("preset.assign")}
                    onChange={() => run(() => assign(id, isOn ? null : preset.name), again)}
                  />
                  <span>{accountName(id)}</span>
                </label>
              </li>
            )
          })}
        </ul>
      )}
      <Refused error={error} />
    </Section>
  )
}

const Remove = (
  { close, preset, removed }: {
    readonly preset: PresetView
    readonly close: () => void
    readonly removed: () => void
  }
) => {
  const { busy, error, run } = useAction()
  return (
    <Dialog
      title={t.presets.removeTitle(preset.name)}
      onClose={close}
      onSubmit={() =>
        run(() => ask("preset.remove", { orgId: orgId(), name: preset.name, key: newKey() }), () => {
          close()
          removed()
          toast(t.presets.removed(preset.name))
        })}
      footer={
        <>
          <Button kind="bare" onClick={close}>{t.shell.cancel}</Button>
          <Button kind="danger" type="submit" disabled={busy}>{t.presets.removeDo}</Button>
        </>
      }
    >
      <p class="mute">{t.presets.removeNote}</p>
      <Refused error={error} />
    </Dialog>
  )
}

const Fields = (editing: Editing) => (
  <>
    <Section title={t.presets.says}>
      <Text of="brandVoice" most={2_000} rows={3} {...editing} />
      <Examples {...editing} />
    </Section>
    <Section title={t.presets.looks}>
      <div class="three">
        <Choose of="look" {...editing} />
        <Choose of="captions" {...editing} />
        <Choose of="mood" {...editing} />
        <Text of="music" most={200} mono {...editing} />
        <Text of="voice" most={80} mono {...editing} />
        <Text of="language" most={35} mono {...editing} />
        <Text of="hashtags" most={1_000} mono {...editing} />
      </div>
    </Section>
    <Section title={t.presets.series} note={t.presets.seriesNote}>
      <div class="three">
        <Text of="title" most={60} {...editing} />
        <Text of="parts" most={3} {...editing} />
      </div>
    </Section>
  </>
)

/** A preset, or a new one: null. */
const Edit = (
  { again, preset }: { readonly preset: PresetView | null; readonly again: () => void }
) => {
  const { busy, error, run } = useAction()
  const before = preset?.preset ?? {}
  const [draft, setDraft] = useState(() => draftOf(preset?.name ?? "", before))
  const [seen, setSeen] = useState(preset?.version ?? 0)
  const [removing, setRemoving] = useState(false)
  const readOnly = !may("preset.put")
  const wanted = presetOf(draft, before)
  const isDirty = JSON.stringify(draftOf("", wanted)) !== JSON.stringify(draftOf("", before)) || preset === null
  const name = draft.name.trim()
  const overtaken = preset !== null && preset.version !== seen
  const set = (change: Partial<Draft>) => setDraft({ ...draft, ...change })
  const save = () =>
    run(
      () => ask("preset.put", { orgId: orgId(), name, preset: wanted, version: seen, key: newKey() }),
      (saved) => {
        setSeen(saved.version)
        setDraft(draftOf(saved.name, saved.preset))
        again()
        setFilters({ preset: saved.name, new: null })
        toast(t.presets.saved(saved.name, saved.version))
      }
    )
  const open = preset === null ? 0 : bySlot().filter((plan) => plan.preset?.id === preset.id && !isEnded(plan)).length
  return (
    <div class="bmain">
      <form
        onSubmit={(event) => {
          event.preventDefault()
          if (name !== "" && isDirty && !overtaken) save()
        }}
      >
        {preset === null
          ? (
            <label class="field">
              <span class="label">{t.presets.name}</span>
              <input
                class="input"
                maxLength={60}
                required
                autoFocus
                value={draft.name}
                onInput={({ currentTarget }) => set({ name: currentTarget.value })}
              />
            </label>
          )
          : (
            <p class="small mute">
              {t.presets.line(preset.version, byName(preset.by), moment(preset.at))} {t.presets.used(open)}
            </p>
          )}
        <Fields draft={draft} set={set} readOnly={readOnly} />
        {overtaken
          ? (
            <Message
              tone="stop"
              title={t.presets.overtaken(byName(preset.by))}
              alert
              action={<Button onClick={() => setSeen(preset.version)}>{t.brand.overtake}</Button>}
            >
              {t.brand.overtakenNote}
            </Message>
          )
          : null}
        <Refused error={error} />
        {readOnly ? null : (
          <div class="row wrap bsave">
            <Button kind="primary" type="submit" disabled={busy || !isDirty || name === "" || overtaken}>
              {t.presets.save}
            </Button>
            <span class="small mute">{name === "" ? t.presets.needsName : t.presets.applies}</span>
            {preset === null || !may("preset.remove")
              ? null
              : <Button class="push" kind="danger" onClick={() => setRemoving(true)}>{t.presets.remove}</Button>}
          </div>
        )}
      </form>
      {preset === null ? null : <Defaults preset={preset} again={again} />}
      {preset === null ? null : (
        <div class="side">
          <h3>{t.library.command}</h3>
          <CommandLine line={`callsheet preset show "${preset.name}"`} />
        </div>
      )}
      {removing && preset !== null
        ? (
          <Remove
            preset={preset}
            close={() => setRemoving(false)}
            removed={() => {
              setFilters({ preset: null })
              again()
            }}
          />
        )
        : null}
    </div>
  )
}

const List = (
  { chosen, presets }: { readonly presets: ReadonlyArray<PresetView>; readonly chosen: string | null }
) => (
  <nav class="plist" aria-label={t.library.presets}>
    <ul>
      {presets.map(({ accounts, name, preset, version }) => (
        <li key={name}>
          <button type="button" aria-current={chosen === name} onClick={() => setFilters({ preset: name, new: null })}>
            <b class="cut">{name}</b>
            <small>
              {[
                preset.look === undefined ? "" : t.presets.words[preset.look],
                preset.series?.title ?? "",
                accounts.map(accountName).join(", ")
              ].filter((part) => part !== "").join(" · ") || t.brand.version(version)}
            </small>
          </button>
        </li>
      ))}
    </ul>
  </nav>
)

/** No event of the feed tells of defaults and of what was removed. */

const PresetsPage = ({ search }: PageProps) => {
  const { me } = useLive()
  const { again, data, error } = useAsked("preset.list", { orgId: me?.orgId as never }, {
    hint: "preset",
    on: ({ subject }) => subject === "preset"
  })
  const isNew = search.get("new") !== null
  const presets = data ?? []
  const chosen = isNew ? undefined : presets.find(({ name }) => name === search.get("preset")) ?? presets[0]
  const who = whoMaySay("preset.put")
  return (
    <>
      <LibraryHead at="/library/presets">
        {may("preset.put")
          ? <Button icon="plus" onClick={() => setFilters({ new: "1", preset: null })}>{t.presets.add}</Button>
          : null}
      </LibraryHead>
      <div class="sheet">
        {may("preset.put") ? null : <Message icon="lock" title={t.presets.readOnly(who)} />}
        {data === undefined
          ? error === null ? <Loading rows={6} /> : <Refused error={error} />
          : presets.length === 0 && !isNew
          ? <Empty>{t.presets.empty}</Empty>
          : (
            <div class="presets">
              <List presets={presets} chosen={chosen?.name ?? null} />
              <Edit key={chosen?.id ?? "new"} preset={chosen ?? null} again={again} />
            </div>
          )}
      </div>
    </>
  )
}

export default PresetsPage
