import { state } from "../data/Live.ts"
import { resumePosting } from "../data/Pauses.ts"
import { accountName, bySlot } from "../data/Plans.ts"
import { may, mayOpen } from "../data/Roles.ts"
import { chooseLocale, languageNames, locale, locales, t } from "../text/Text.ts"
import { moment } from "../text/Times.ts"
import { chooseTheme, theme, themes } from "../ui/Theme.ts"
import { putBack, toast } from "../ui/Toast.tsx"
import { go } from "./Router.tsx"
import { routes } from "./Routes.ts"

/** One line of ⌘K: what it is, what else is known of it, and what Enter does. */
export interface Hit {
  readonly key: string
  readonly label: string
  readonly note: string
  readonly run: () => void
}

const to = (label: string, note: string, path: string): Hit => ({ key: path, label, note, run: () => go(path) })

const places = (): ReadonlyArray<Hit> =>
  routes.filter(({ rail, roles }) => rail !== undefined && mayOpen(roles)).map(({ path, place }) =>
    to(t.shell.places[place], path, path)
  )

const makes = (): ReadonlyArray<Hit> => [
  ...(may("plan.add") ? [to(t.shell.commands.newPlan, "N", "/calendar?new=")] : []),
  ...(may("plan.import") ? [to(t.shell.commands.import, "CSV, iCalendar, JSON", "/import")] : []),
  ...(may("media.create") ? [to(t.shell.commands.addFiles, t.shell.places.library, "/library")] : []),
  ...(may("org.brand") ? [to(t.library.brand, t.shell.places.library, "/library/brand")] : []),
  ...(may("preset.list") ? [to(t.library.presets, t.shell.places.library, "/library/presets")] : [])
]

/** Pausing asks in a dialog first; resuming is done at once, as it posts nothing by itself. */
const pauses = (): ReadonlyArray<Hit> => {
  const resume = (key: string, name: string, target: Parameters<typeof resumePosting>[0]): Hit => ({
    key,
    label: t.shell.commands.resume(name),
    note: "",
    run: () => void resumePosting(target).then(() => toast(t.accounts.pause.resumed(name)), putBack)
  })
  const { accounts, org } = state
  const whole = org === null || !may("org.pause")
    ? []
    : [
      org.paused === undefined
        ? to(t.shell.commands.pauseAll, "", "/accounts?pause=org")
        : resume("resume:org", org.name, "org")
    ]
  if (!may("account.pause")) return whole
  return [
    ...whole,
    ...[...accounts.values()].filter(({ status }) => status !== "disconnected").map((account) => {
      const name = accountName(account.id)
      return account.paused === undefined
        ? to(t.shell.commands.pause(name), "", `/accounts?pause=${account.id}`)
        : resume(`resume:${account.id}`, name, account)
    })
  ]
}

const page = (): ReadonlyArray<Hit> => [
  ...locales.filter((one) => one !== locale()).map((one): Hit => ({
    key: `language:${one}`,
    label: `${t.settings.page.language}: ${languageNames[one]}`,
    note: "",
    run: () => chooseLocale(one)
  })),
  ...themes.filter((one) => one !== theme()).map((one): Hit => ({
    key: `theme:${one}`,
    label: `${t.settings.page.theme}: ${t.settings.page.themes[one]}`,
    note: "",
    run: () => chooseTheme(one)
  }))
]

const accounts = (): ReadonlyArray<Hit> =>
  [...state.accounts.values()].map(({ id, nickname }) =>
    to(accountName(id), `${nickname} · ${t.shell.commands.plansOf} · ${id}`, `/calendar?account=${id}`)
  )

const plans = (): ReadonlyArray<Hit> =>
  bySlot().map(({ id, slot, topic }) => to(topic, `${moment(slot)} · ${id}`, `/plans/${id}`))

/** An id that is typed or pasted whole leads to what it names, also where this page does not hold it. */
const byId = (query: string): ReadonlyArray<Hit> =>
  /^job_[0-9a-z]+$/i.test(query)
    ? [to(query, t.shell.places.jobs, `/jobs?job=${query}`)]
    : /^med_[0-9a-z]+$/i.test(query)
    ? [to(query, t.shell.places.library, `/library?file=${query}`)]
    : /^pln_[0-9a-z]+$/i.test(query) && !state.plans.has(query)
    ? [to(query, t.keys.plan, `/plans/${query}`)]
    : []

const MOST_HITS = 12

/** Each word of the query must stand somewhere in the line; lines whose name begins with it come first. */
export const hitsFor = (query: string): ReadonlyArray<Hit> => {
  const text = query.trim().toLowerCase()
  const words = text.split(/\s+/).filter((word) => word !== "")
  const all = [...places(), ...makes(), ...pauses(), ...accounts(), ...plans(), ...(text === "" ? [] : page())]
  const found = all.filter(({ label, note }) => {
    const line = `${label} ${note}`.toLowerCase()
    return words.every((word) => line.includes(word))
  })
  const begins = ({ label }: Hit) => label.toLowerCase().startsWith(text) ? 0 : 1
  return [...byId(query.trim()), ...found.toSorted((a, b) => begins(a) - begins(b))].slice(0, MOST_HITS)
}
