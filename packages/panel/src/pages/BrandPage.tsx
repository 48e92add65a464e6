import type { FeedItem } from "@callsheet/domain/api/calls/events"
import type { MediaView } from "@callsheet/domain/api/calls/media"
import type { BrandView } from "@callsheet/domain/api/calls/org"
import type { BrandKit } from "@callsheet/domain/org/BrandKit"
import { contrast } from "@callsheet/domain/org/Colour"
import { Link } from "../app/Router.tsx"
import { ask, state, useLive } from "../data/Live.ts"
import { newKey, useAsked } from "../data/Requests.ts"
import { may, whoMaySay } from "../data/Roles.ts"
import { t } from "../text/Text.ts"
import { decimal, moment } from "../text/Times.ts"
import { Button } from "../ui/Button.tsx"
import { CommandLine } from "../ui/CommandLine.tsx"
import { Loading } from "../ui/Loading.tsx"
import { Message, Refused } from "../ui/Message.tsx"
import { byName } from "../ui/Names.ts"
import { Section } from "../ui/Section.tsx"
import { Table } from "../ui/Table.tsx"
import { BrandPreview } from "./library/BrandPreview.tsx"
import { KitForm, useKit } from "./library/KitForm.tsx"
import { LibraryHead } from "./library/LibraryHead.tsx"

const colours = ["ground", "ink", "accent"] as const
const isColour = (text: string) => /^#[0-9A-Fa-f]{6}$/.test(text)
/** Below this, small text is hard to read (WCAG AA). */
const READABLE = 4.5

/** What is absent stays as the look has it, so an empty field is left out. */
type Draft = { readonly [K in keyof BrandKit]-?: string }

const draftOf = (kit: BrandKit): Draft => ({
  ground: kit.ground ?? "",
  ink: kit.ink ?? "",
  accent: kit.accent ?? "",
  logo: kit.logo ?? "",
  displayFont: kit.displayFont ?? "",
  textFont: kit.textFont ?? "",
  outro: kit.outro ?? "",
  handle: kit.handle ?? ""
})

/** The kit as it is sent: files are named by ids the library gave. */
const kitOf = (draft: Draft): BrandKit =>
  Object.fromEntries(
    Object.entries(draft).flatMap(([name, value]) => {
      const said = name === "handle" ? value.trim().replace(/^@/, "") : value.trim()
      return said === "" ? [] : [[name, said]]
    })
  )

const isOfFiles = ({ subject }: FeedItem): boolean => subject === "library"

interface Editing {
  readonly draft: Draft
  readonly set: (change: Partial<Draft>) => void
  readonly readOnly: boolean
}

const ColourField = (props: Editing & { readonly of: typeof colours[number] }) => {
  const { draft, of, readOnly, set } = props
  const value = draft[of]
  const wrong = value !== "" && !isColour(value)
  return (
    <div class="field">
      <label class="label" for={`brand-${of}`}>{t.brand.colours[of]}</label>
      <div class="row">
        <input
          type="color"
          class="swatch"
          aria-label={t.brand.pick(t.brand.colours[of])}
          disabled={readOnly}
          value={isColour(value) ? value.toLowerCase() : "#808080"}
          onInput={({ currentTarget }) => set({ [of]: currentTarget.value.toUpperCase() })}
        />
        <input
          id={`brand-${of}`}
          class="input mono"
          maxLength={7}
          readOnly={readOnly}
          aria-invalid={wrong}
          placeholder={t.brand.asLook}
          value={value}
          onInput={({ currentTarget }) => set({ [of]: currentTarget.value.trim() })}
        />
        {value === "" || readOnly
          ? null
          : (
            <Button
              kind="bare"
              icon="cross"
              label={t.brand.leave(t.brand.colours[of])}
              onClick={() => set({ [of]: "" })}
            />
          )}
      </div>
      {wrong ? <p class="hint bad">{t.brand.wrongColour}</p> : null}
    </div>
  )
}

/** Whether the words can be read on the ground. */
const Readable = ({ draft }: { readonly draft: Draft }) => {
  if (!isColour(draft.ground)) return null
  const pairs = (["ink", "accent"] as const).filter((of) => isColour(draft[of]))
  return (
    <>
      {pairs.map((of) => {
        const found = contrast(draft[of], draft.ground)
        return (
          <p key={of} class={`hint ${found < READABLE ? "bad" : ""}`}>
            {t.brand.contrast(t.brand.colours[of], decimal(found))}{" "}
            {found < READABLE ? t.brand.contrastLow : t.brand.contrastFine}
          </p>
        )
      })}
    </>
  )
}

const FileField = (
  props: Editing & {
    readonly of: "logo" | "displayFont" | "textFont"
    readonly files: ReadonlyArray<MediaView> | undefined
  }
) => {
  const { draft, files, of, readOnly, set } = props
  const chosen = draft[of]
  return (
    <label class="field">
      <span class="label">{t.brand.files[of]}</span>
      <select
        class="input"
        disabled={readOnly}
        value={chosen}
        onChange={({ currentTarget }) => set({ [of]: currentTarget.value })}
      >
        <option value="">{of === "logo" ? t.brand.noLogo : t.brand.asLook}</option>
        {chosen !== "" && files?.some(({ id }) => id === chosen) !== true
          ? <option value={chosen}>{chosen}</option>
          : null}
        {(files ?? []).map(({ id, name }) => <option key={id} value={id}>{name}</option>)}
      </select>
      {files?.length === 0
        ? (
          <span class="hint">
            <Link to={`/library?kind=${of === "logo" ? "logo" : "font"}`}>
              {of === "logo" ? t.brand.addLogo : t.brand.addFont}
            </Link>
          </span>
        )
        : null}
    </label>
  )
}

const WordField = (props: Editing & { readonly of: "outro" | "handle"; readonly most: number }) => {
  const { draft, most, of, readOnly, set } = props
  return (
    <label class="field">
      <span class="label">{t.brand.words[of]}</span>
      <input
        class="input mono"
        maxLength={most}
        readOnly={readOnly}
        value={draft[of]}
        onInput={({ currentTarget }) => set({ [of]: currentTarget.value })}
      />
      <span class="hint">{t.brand.wordHints[of]}</span>
    </label>
  )
}

const Version = (props: {
  readonly version: number
  readonly newest: BrandView
  readonly busy: boolean
  readonly goBack: (kit: BrandKit) => void
}) => {
  const { newest, version } = props
  const { data, error } = useAsked("org.brand", { id: state.me?.orgId as never, version }, {
    skip: version === newest.version
  })
  const shown = version === newest.version ? newest : data
  if (shown === undefined) {
    return (
      <tr>
        <td class="time" />
        <td>{t.brand.version(version)}</td>
        <td colSpan={3}>{error === null ? t.shell.reading : error.message}</td>
      </tr>
    )
  }
  return (
    <tr>
      <td class="time nw">{shown.at === null ? "" : moment(shown.at)}</td>
      <td class="nw">
        <b>{t.brand.version(version)}</b>
      </td>
      <td>
        <span class="dots" aria-hidden="true">
          {colours.map((of) => (
            <i key={of} class={shown.kit[of] === undefined ? "none" : ""} style={{ background: shown.kit[of] ?? "" }} />
          ))}
        </span>{" "}
        <span class="mono">{shown.kit.outro ?? ""}</span>
      </td>
      <td class="wide-only">{shown.by === null ? "" : byName(shown.by)}</td>
      <td class="r">
        {version === newest.version
          ? <span class="mute">{t.brand.current}</span>
          : may("org.setBrand")
          ? <Button disabled={props.busy} onClick={() => props.goBack(shown.kit)}>{t.brand.back}</Button>
          : null}
      </td>
    </tr>
  )
}

const SHOWN_VERSIONS = 8

const Versions = (props: {
  readonly newest: BrandView
  readonly busy: boolean
  readonly goBack: (kit: BrandKit) => void
}) => {
  const { newest } = props
  const versions = Array.from(
    { length: Math.min(SHOWN_VERSIONS, newest.version) },
    (_, index) => newest.version - index
  )
  return (
    <Section title={t.brand.versions} note={t.brand.versionsNote}>
      {versions.length === 0 ? <p class="mute">{t.brand.noVersions}</p> : (
        <Table
          label={t.brand.versions}
          columns={[
            { head: t.brand.columns.at },
            { head: t.brand.columns.version },
            { head: t.brand.columns.kit },
            { head: t.brand.columns.by, wide: true },
            { head: <span class="vh">{t.brand.back}</span>, right: true, key: "back" }
          ]}
        >
          {versions.map((version) => <Version key={version} version={version} {...props} />)}
        </Table>
      )}
    </Section>
  )
}

const Kit = ({ again, brand }: { readonly brand: BrandView; readonly again: () => void }) => {
  const editing = useKit({
    newest: brand,
    draftOf,
    kitOf,
    again,
    words: t.brand,
    put: (kit, version) => ask("org.setBrand", { id: state.me?.orgId as never, kit, version, key: newKey() })
  })
  const { draft, kit, set } = editing
  const logos = useAsked("media.list", { kind: "logo", limit: 100 }, { on: isOfFiles })
  const fonts = useAsked("media.list", { kind: "font", limit: 100 }, { on: isOfFiles })
  const readOnly = !may("org.setBrand")
  const field = { draft, set, readOnly }
  const fontFiles = fonts.data?.media
  return (
    <div class="sheet brandp">
      <div class="bmain">
        {readOnly ? <Message icon="lock" title={t.brand.readOnly(whoMaySay("org.setBrand"))} /> : null}
        <KitForm
          editing={editing}
          by={brand.by}
          words={t.brand}
          readOnly={readOnly}
          isWrong={colours.some((of) => draft[of] !== "" && !isColour(draft[of]))}
        >
          <Section title={t.brand.colourTitle} note={t.brand.colourNote}>
            <div class="three">{colours.map((of) => <ColourField key={of} of={of} {...field} />)}</div>
            <Readable draft={draft} />
          </Section>
          <Section title={t.brand.fileTitle} note={t.brand.fileNote}>
            <div class="three">
              <FileField of="logo" files={logos.data?.media} {...field} />
              <FileField of="displayFont" files={fontFiles} {...field} />
              <FileField of="textFont" files={fontFiles} {...field} />
            </div>
            <Refused error={logos.error ?? fonts.error} />
          </Section>
          <Section title={t.brand.wordTitle}>
            <div class="three">
              <WordField of="outro" most={60} {...field} />
              <WordField of="handle" most={41} {...field} />
            </div>
          </Section>
        </KitForm>
        <Versions newest={brand} busy={editing.action.busy} goBack={editing.goBack} />
        <div class="side">
          <h3>{t.library.command}</h3>
          <CommandLine line="callsheet brand show" />
        </div>
      </div>
      <BrandPreview
        kit={kit}
        logo={logos.data?.media.find(({ id }) => id === draft.logo)}
        display={fontFiles?.find(({ id }) => id === draft.displayFont)}
        text={fontFiles?.find(({ id }) => id === draft.textFont)}
      />
    </div>
  )
}

const BrandPage = () => {
  const { me } = useLive()
  const { again, data, error } = useAsked("org.brand", { id: me?.orgId as never }, {
    on: ({ subject }) => subject === "brand"
  })
  return (
    <>
      <LibraryHead at="/library/brand" />
      {data === undefined
        ? <div class="sheet">{error === null ? <Loading rows={6} /> : <Refused error={error} />}</div>
        : <Kit brand={data} again={again} />}
    </>
  )
}

export default BrandPage
