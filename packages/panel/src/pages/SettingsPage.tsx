import { useState } from "preact/hooks"
import { areKeysOn, setKeys } from "../app/Keys.ts"
import { useLive } from "../data/Live.ts"
import { useAsked } from "../data/Requests.ts"
import { chooseLocale, languageNames, locale, locales, t } from "../text/Text.ts"
import { longDay } from "../text/Times.ts"
import { useNow } from "../ui/Clock.tsx"
import { Facts } from "../ui/Facts.tsx"
import { Loading } from "../ui/Loading.tsx"
import { Head, Section } from "../ui/Section.tsx"
import { chooseTheme, theme, themes } from "../ui/Theme.ts"
import { GatesBlock } from "./settings/GatesBlock.tsx"
import { KeysBlock } from "./settings/KeysBlock.tsx"
import { PolicyBlock } from "./settings/PolicyBlock.tsx"
import { SessionsBlock } from "./settings/SessionsBlock.tsx"

const OrgBlock = () => {
  const { me, org } = useLive()
  const { data } = useAsked("system.info", {})
  if (org === null) return <Loading rows={2} />
  return (
    <Section title={t.settings.org.title}>
      <Facts
        facts={[
          { term: t.settings.org.name, is: org.name },
          { term: t.settings.org.zone, is: org.timeZone },
          { term: t.settings.org.mode, is: me?.mode === "live" ? t.settings.org.live : t.settings.org.sandbox },
          { term: t.settings.org.version, is: data?.version ?? "–" },
          { term: t.settings.org.since, is: longDay(org.createdAt) }
        ]}
      />
      <p class="small mute">
        {t.settings.org.zoneNote} {t.settings.org.id}: <code class="mono">{org.id}</code>
      </p>
    </Section>
  )
}

/** What this browser keeps for itself. */
const PageBlock = () => {
  const [shown, setShown] = useState(theme())
  const [keysOn, setKeysOn] = useState(areKeysOn())
  return (
    <Section title={t.settings.page.title} note={t.settings.page.note}>
      <div class="mine">
        <div>
          <h3>{t.settings.page.language}</h3>
          <div class="seg" role="group" aria-label={t.settings.page.language}>
            {locales.map((one) => (
              <button
                key={one}
                type="button"
                lang={one}
                aria-pressed={locale() === one}
                onClick={() => chooseLocale(one)}
              >
                {languageNames[one]}
              </button>
            ))}
          </div>
        </div>
        <div>
          <h3>{t.settings.page.theme}</h3>
          <div class="seg" role="group" aria-label={t.settings.page.theme}>
            {themes.map((one) => (
              <button
                key={one}
                type="button"
                aria-pressed={shown === one}
                onClick={() => {
                  chooseTheme(one)
                  setShown(one)
                }}
              >
                {t.settings.page.themes[one]}
              </button>
            ))}
          </div>
        </div>
        <label class="check">
          <input
            type="checkbox"
            checked={keysOn}
            onChange={({ currentTarget }) => {
              setKeys(currentTarget.checked)
              setKeysOn(currentTarget.checked)
            }}
          />
          <span>
            {t.settings.page.keys}
            <span class="small mute">{" "}{t.settings.page.keysNote}</span>
          </span>
        </label>
      </div>
    </Section>
  )
}

const blocks = ["keys", "policy", "gates", "sessions", "org", "page"] as const

const SettingsPage = () => {
  const { org } = useLive()
  const now = useNow(30)
  return (
    <>
      <Head title={t.shell.places.settings} note={t.settings.note(org?.name ?? "")} />
      <div class="sheet set">
        <nav class="toc" aria-label={t.shell.places.settings}>
          {blocks.map((block) => <a key={block} href={`#${block}`}>{t.settings.toc[block]}</a>)}
        </nav>
        <div class="blocks">
          <div id="keys">
            <KeysBlock now={now} />
          </div>
          {org === null
            ? <Loading />
            : (
              <>
                <div id="policy">
                  <PolicyBlock policy={org.policy} />
                </div>
                <div id="gates">
                  <GatesBlock policy={org.policy} />
                </div>
              </>
            )}
          <div id="sessions">
            <SessionsBlock now={now} />
          </div>
          <div id="org">
            <OrgBlock />
          </div>
          <div id="page">
            <PageBlock />
          </div>
        </div>
      </div>
    </>
  )
}

export default SettingsPage
