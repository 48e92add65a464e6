import { useEffect, useRef, useState } from "preact/hooks"
import { type PageAction, useAction } from "../data/Action.ts"
import { ask, state, useLive } from "../data/Live.ts"
import { newKey, refusalFrom } from "../data/Requests.ts"
import { may } from "../data/Roles.ts"
import {
  type Checked,
  dataRows,
  faultyRows,
  type Format,
  formatOf,
  type Sheet,
  sheetOf,
  withoutRows
} from "../data/Sheet.ts"
import { spoken } from "../text/Spoken.ts"
import { t } from "../text/Text.ts"
import { clockSeconds, number } from "../text/Times.ts"
import { LinkButton } from "../ui/Button.tsx"
import { Button } from "../ui/Button.tsx"
import { saveFile } from "../ui/Download.ts"
import { Icon } from "../ui/Icon.tsx"
import { Message, Refused } from "../ui/Message.tsx"
import { Head, Section } from "../ui/Section.tsx"
import { toast } from "../ui/Toast.tsx"
import { Fixes } from "./import/Fixes.tsx"
import { SheetTable } from "./import/SheetTable.tsx"

const MOST_BYTES = 5_000_000

const example = [
  "topic,account,at,timezone,language,hashtags,notes",
  "\"Why bread rises\",@sunny.kitchen,2027-01-12T18:00,Europe/Berlin,en,\"baking science\",\"- Yeast eats the sugar in the dough.\n- It breathes out gas.\n- Gluten traps the gas.\"",
  "\"Der Mond und das Watt\",@nordlicht.tv,next,Europe/Berlin,de,\"meer wissen\",\"- Zweimal am Tag kommt das Wasser.\n- Der Mond zieht daran.\""
].join("\n")

const types: Readonly<Record<Format, string>> = { csv: "text/csv", ics: "text/calendar", json: "application/json" }

/** What the server says of the file, without storing anything. */
const check = async (sheet: Sheet): Promise<Checked> => {
  try {
    const { feasibility } = await ask("plan.import", {
      orgId: state.me?.orgId as never,
      format: sheet.format,
      content: sheet.content,
      dryRun: true
    })
    return {
      faults: [],
      feasibility: feasibility.map((one) => ({ ...one, warnings: one.warnings.map(spoken) }))
    }
  } catch (error) {
    const refusal = refusalFrom(error)
    if (refusal.faults.length === 0) throw refusal
    return { faults: refusal.faults, feasibility: [] }
  }
}

interface Chosen {
  readonly sheet: Sheet
  readonly checked: Checked | null
  readonly readAt: number
  /** One wish of the person, however often it is sent. */
  readonly key: string
}

const Choose = ({ again, take }: { readonly again: boolean; readonly take: (file: File) => void }) => {
  const input = useRef<HTMLInputElement>(null)
  return (
    <>
      <input
        ref={input}
        class="vh"
        type="file"
        tabIndex={-1}
        accept=".csv,.txt,.ics,.json,text/csv,text/calendar,application/json"
        aria-label={t.imports.choose}
        onChange={({ currentTarget }) => {
          const [file] = currentTarget.files ?? []
          if (file !== undefined) take(file)
          currentTarget.value = ""
        }}
      />
      <Button kind={again ? undefined : "primary"} icon="upload" onClick={() => input.current?.click()}>
        {again ? t.imports.another : t.imports.choose}
      </Button>
    </>
  )
}

const Drop = ({ take }: { readonly take: (file: File) => void }) => {
  const [over, setOver] = useState(false)
  return (
    <div
      class={`dropz ${over ? "over" : ""}`}
      onDragOver={(event) => {
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault()
        setOver(false)
        const [file] = event.dataTransfer?.files ?? []
        if (file !== undefined) take(file)
      }}
    >
      <Icon name="upload" />
      <div>
        <h2>{t.imports.drop}</h2>
        <p class="mute">{t.imports.dropNote}</p>
        <div class="row wrap">
          <Choose again={false} take={take} />
          <Button kind="bare" icon="download" onClick={() => saveFile("callsheet-example.csv", types.csv, example)}>
            {t.imports.template}
          </Button>
        </div>
      </div>
    </div>
  )
}

const Export = () => {
  const { busy, error, run } = useAction()
  return (
    <Section title={t.imports.export} note={t.imports.exportNote}>
      <div class="row wrap">
        {(["csv", "ics", "json"] as const).map((format) => (
          <Button
            key={format}
            icon="download"
            disabled={busy}
            onClick={() =>
              run(() => ask("plan.export", { orgId: state.me?.orgId as never, format }), ({ content }) => {
                saveFile(`callsheet.${format}`, types[format], content)
                toast(t.imports.exported)
              })}
          >
            {t.imports.exportAs[format]}
          </Button>
        ))}
      </div>
      <Refused error={error} />
    </Section>
  )
}

const Summary = ({ checked, rows }: { readonly checked: Checked; readonly rows: number }) => {
  const faulty = faultyRows(checked)
  const hints = checked.feasibility.filter(({ feasible, warnings }) => !feasible || warnings.length > 0).length
  const fit = checked.faults.length > 0 ? rows - faulty.size : rows - hints
  return (
    <div class="row sum" role="status">
      <span class="okk">
        <Icon name="check" />
        <b>{number(Math.max(0, fit))}</b> {t.imports.fits}
      </span>
      {hints === 0
        ? null
        : (
          <span>
            <Icon name="info" />
            <b>{number(hints)}</b> {t.imports.asks}
          </span>
        )}
      {checked.faults.length === 0
        ? null
        : (
          <span class="bad2">
            <Icon name="warning" />
            {t.imports.faulty(Math.max(1, faulty.size), checked.faults.length)}
          </span>
        )}
    </div>
  )
}

const Foot = (props: {
  readonly action: PageAction
  readonly checked: Checked
  readonly rows: number
  readonly sheet: Sheet
  readonly store: (sheet: Sheet) => void
}) => {
  const { action, checked, rows, sheet, store } = props
  const faulty = faultyRows(checked)
  const isWhole = checked.faults.length === 0
  const rest = rows - faulty.size
  const canLeaveOut = !isWhole && sheet.rows !== null && rest > 0 && checked.faults.every(({ row }) => row !== null)
  return (
    <div class="row wrap ft">
      <Button
        kind={isWhole ? "primary" : undefined}
        disabled={!isWhole || action.busy || rows === 0}
        onClick={() => store(sheet)}
      >
        {t.imports.import(rows)}
      </Button>
      <span class="mute">
        {t.imports.allOrNone} {isWhole ? "" : t.imports.stillFaults(Math.max(1, faulty.size))}
      </span>
      {canLeaveOut
        ? (
          <Button class="push" disabled={action.busy} onClick={() => store(withoutRows(sheet, faulty))}>
            {t.imports.leaveOut(faulty.size, rest)}
          </Button>
        )
        : null}
    </div>
  )
}

/** A file that is read, checked, corrected cell by cell, and stored. */
const useImport = () => {
  const [chosen, setChosen] = useState<Chosen | null>(null)
  const [done, setDone] = useState<number | null>(null)
  const [wrong, setWrong] = useState<readonly [string, string] | null>(null)
  const checking = useAction()
  const storing = useAction()
  const turn = useRef(0)

  const look = (sheet: Sheet) => {
    const mine = ++turn.current
    setDone(null)
    setChosen((before) => ({ sheet, checked: before?.checked ?? null, readAt: Date.now(), key: newKey() }))
    checking.run(() => check(sheet), (checked) => {
      if (turn.current === mine) setChosen((now) => now === null ? null : { ...now, checked })
    })
  }
  const take = (file: File) => {
    const format = formatOf(file.name)
    setWrong(null)
    storing.forget()
    if (format === null) return setWrong([t.imports.unreadable, t.imports.unreadableNote])
    if (file.size > MOST_BYTES) return setWrong([t.imports.tooLarge, t.imports.tooLargeNote])
    setChosen(null)
    file.text().then(
      (content) => look(sheetOf(file.name, format, content)),
      (cause: unknown) => setWrong([t.imports.unreadable, String(cause)])
    )
  }
  const store = (sheet: Sheet) =>
    storing.run(() =>
      ask("plan.import", {
        orgId: state.me?.orgId as never,
        format: sheet.format,
        content: sheet.content,
        key: chosen?.key ?? newKey()
      }), ({ plans }) => {
      setChosen(null)
      setDone(plans.length)
    })
  // Another cell was changed while the last question was under way.
  useEffect(() => {
    if (!checking.busy && chosen !== null && chosen.checked === null && checking.error === null) look(chosen.sheet)
  }, [checking.busy])
  return { chosen, done, wrong, checking, storing, look, take, store }
}

type Import = ReturnType<typeof useImport>

const rowsIn = ({ checked, sheet }: Chosen): number =>
  sheet.rows === null
    ? Math.max(checked?.feasibility.length ?? 0, ...(checked === null ? [] : faultyRows(checked)))
    : dataRows(sheet).length

/** The chosen file as the server sees it. */
const Found = ({ chosen, from }: { readonly chosen: Chosen; readonly from: Import }) => {
  const { checked, sheet } = chosen
  if (checked === null) return <p class="mute" role="status">{t.imports.checking}</p>
  const rows = rowsIn(chosen)
  return (
    <div class="imp">
      <div>
        <Summary checked={checked} rows={rows} />
        <SheetTable sheet={sheet} checked={checked} busy={from.checking.busy} change={from.look} />
        <Foot action={from.storing} checked={checked} rows={rows} sheet={sheet} store={from.store} />
      </div>
      {checked.faults.length === 0 ? null : <Fixes sheet={sheet} checked={checked} />}
    </div>
  )
}

const Planner = () => {
  const from = useImport()
  const { checking, chosen, done, storing, take, wrong } = from
  return (
    <>
      <Head
        title={t.shell.places.import}
        note={chosen === null
          ? t.imports.note
          : (
            <>
              <code class="mono">{chosen.sheet.name}</code> ·{" "}
              {t.imports.read(rowsIn(chosen), clockSeconds(chosen.readAt))}
            </>
          )}
      >
        {chosen === null ? null : <Choose again take={take} />}
      </Head>
      <div class="sheet">
        {wrong === null ? null : <Message tone="stop" title={wrong[0]} alert>{wrong[1]}</Message>}
        {done === null
          ? null
          : (
            <Message
              tone="go"
              title={t.imports.done(done)}
              action={<LinkButton to="/calendar">{t.imports.open}</LinkButton>}
              alert
            />
          )}
        <Refused error={checking.error ?? storing.error} />
        {chosen === null
          ? (
            <div class="jl">
              <Drop take={take} />
              <Export />
            </div>
          )
          : <Found chosen={chosen} from={from} />}
      </div>
    </>
  )
}

const ImportPage = () => {
  useLive()
  return may("plan.import")
    ? <Planner />
    : (
      <>
        <Head title={t.shell.places.import} note={t.imports.onlyPlanners} />
        <div class="sheet">
          <Export />
        </div>
      </>
    )
}

export default ImportPage
