import type { SessionView } from "@callsheet/domain/api/calls/session"
import { useState } from "preact/hooks"
import { useAction } from "../../data/Action.ts"
import { ask, state } from "../../data/Live.ts"
import { newKey, useAsked } from "../../data/Requests.ts"
import { t } from "../../text/Text.ts"
import { longDay, moment } from "../../text/Times.ts"
import { Button } from "../../ui/Button.tsx"
import { Loading } from "../../ui/Loading.tsx"
import { Refused } from "../../ui/Message.tsx"
import { Secret } from "../../ui/Secret.tsx"
import { Section } from "../../ui/Section.tsx"
import { toast } from "../../ui/Toast.tsx"

const browsers = ["Edg", "OPR", "Firefox", "Chrome", "Safari"] as const
const systems = ["Android", "iPhone", "iPad", "Windows", "Mac OS X", "CrOS", "Linux"] as const
const shown: Readonly<Record<string, string>> = { Edg: "Edge", OPR: "Opera", "Mac OS X": "macOS", CrOS: "ChromeOS" }

/** `Firefox, Linux` of what the browser says of itself; the first names that are found, in the order that tells them apart. */
const browserName = (said: string): string => {
  const found = [browsers.find((one) => said.includes(one)), systems.find((one) => said.includes(one))]
    .flatMap((one) => one === undefined ? [] : [shown[one] ?? one])
  return found.length === 0 ? said : found.join(", ")
}

export const SessionsBlock = ({ now }: { readonly now: number }) => {
  const { busy, error, run } = useAction()
  const [link, setLink] = useState<string | null>(null)
  const { again, data, error: unread } = useAsked("session.list", {}, { hint: "session" })
  const open = (data ?? []).filter(({ endedAt, expiresAt }) => endedAt === null && Date.parse(expiresAt) > now)
  const others = open.filter(({ id }) => id !== state.me?.sessionId)
  const end = (sessions: ReadonlyArray<SessionView>) =>
    run(() => Promise.all(sessions.map(({ id }) => ask("session.end", { id }))), (ended) => {
      toast(ended.length === 1 ? t.settings.sessions.ended : t.settings.sessions.endedOthers(ended.length))
      again()
    })
  return (
    <Section
      title={t.settings.sessions.title}
      note={t.settings.sessions.note}
      side={
        <>
          <Button
            icon="link"
            disabled={busy}
            onClick={() => run(() => ask("session.link", { key: newKey() }), ({ url }) => setLink(url))}
          >
            {t.settings.sessions.link}
          </Button>
          {others.length > 1
            ? <Button disabled={busy} onClick={() => end(others)}>{t.settings.sessions.endOthers}</Button>
            : null}
        </>
      }
    >
      {link === null
        ? null
        : (
          <Secret
            title={t.settings.sessions.link}
            secret={link}
            note={t.settings.sessions.linkNote}
            kept={t.settings.keys.kept}
            close={() => setLink(null)}
          />
        )}
      <Refused error={error ?? unread} />
      {data === undefined
        ? unread === null ? <Loading rows={2} /> : null
        : (
          <table class="tbl dev">
            <thead>
              <tr>
                <th scope="col">{t.settings.sessions.columns.where}</th>
                <th scope="col">{t.settings.sessions.columns.who}</th>
                <th scope="col">{t.settings.sessions.columns.last}</th>
                <th scope="col" class="hide">{t.settings.sessions.columns.ends}</th>
                <td />
              </tr>
            </thead>
            <tbody>
              {open.map((session) => (
                <tr key={session.id}>
                  <th scope="row">{browserName(session.browser)}</th>
                  <td>{session.name}</td>
                  <td>{moment(session.lastUsedAt, now)}</td>
                  <td class="hide">{longDay(session.expiresAt)}</td>
                  <td class="r">
                    {session.id === state.me?.sessionId
                      ? <span class="faint">{t.settings.sessions.this}</span>
                      : (
                        <Button kind="bare" disabled={busy} onClick={() => end([session])}>
                          {t.settings.sessions.end}
                        </Button>
                      )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      <p class="small mute foot">{t.settings.sessions.foot}</p>
    </Section>
  )
}
