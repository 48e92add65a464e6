import type { KeyView, NewKey } from "@callsheet/domain/api/calls/key"
import { OrgRole } from "@callsheet/domain/api/Role"
import { useState } from "preact/hooks"
import { useAction } from "../../data/Action.ts"
import { ask, state } from "../../data/Live.ts"
import { newKey, useAsked } from "../../data/Requests.ts"
import { may } from "../../data/Roles.ts"
import { t } from "../../text/Text.ts"
import { dayMonth, longDay, moment } from "../../text/Times.ts"
import { Button } from "../../ui/Button.tsx"
import { Dialog } from "../../ui/Dialog.tsx"
import { Loading } from "../../ui/Loading.tsx"
import { Refused } from "../../ui/Message.tsx"
import { Secret } from "../../ui/Secret.tsx"
import { Section } from "../../ui/Section.tsx"
import { toast } from "../../ui/Toast.tsx"

const DAY_MILLIS = 86_400_000

const hasEnded = ({ expiresAt, revokedAt }: KeyView, now: number): boolean =>
  revokedAt !== null || expiresAt !== null && Date.parse(expiresAt) < now

const isRole = (text: string): text is typeof OrgRole.Type => OrgRole.literals.some((role) => role === text)

const Create = ({ made }: { readonly made: (key: typeof NewKey.Type) => void }) => {
  const [name, setName] = useState("")
  const [role, setRole] = useState<typeof OrgRole.Type>("editor")
  const [days, setDays] = useState("")
  const { busy, error, run } = useAction()
  const create = () =>
    run(() =>
      ask("key.create", {
        orgId: state.me?.orgId as never,
        role,
        name: name.trim(),
        key: newKey(),
        ...(days === "" ? {} : { expiresAt: new Date(Date.now() + Number(days) * DAY_MILLIS).toISOString() })
      }), (key) => {
      setName("")
      made(key)
    })
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        create()
      }}
    >
      <div class="inv">
        <label class="field">
          <span class="label">{t.settings.keys.name}</span>
          <input
            class="input"
            value={name}
            maxLength={80}
            placeholder={t.settings.keys.namePlaceholder}
            onInput={({ currentTarget }) => setName(currentTarget.value)}
          />
        </label>
        <label class="field">
          <span class="label">{t.settings.keys.role}</span>
          <select
            class="input"
            value={role}
            onChange={({ currentTarget }) => isRole(currentTarget.value) ? setRole(currentTarget.value) : undefined}
          >
            {OrgRole.literals.map((one) => <option key={one} value={one}>{t.shell.roles[one]}</option>)}
          </select>
        </label>
        <label class="field">
          <span class="label">{t.settings.keys.expires}</span>
          <select class="input" value={days} onChange={({ currentTarget }) => setDays(currentTarget.value)}>
            <option value="">{t.settings.keys.never}</option>
            <option value="30">{t.settings.keys.in30}</option>
            <option value="90">{t.settings.keys.in90}</option>
            <option value="365">{t.settings.keys.in365}</option>
          </select>
        </label>
        <Button type="submit" disabled={busy || name.trim() === ""}>{t.settings.keys.create}</Button>
      </div>
      <Refused error={error} />
    </form>
  )
}

const Revoke = (props: { readonly of: KeyView; readonly close: () => void; readonly done: () => void }) => {
  const { close, done, of } = props
  const { busy, error, run } = useAction()
  const isOwn = of.id === state.me?.keyId
  return (
    <Dialog
      title={t.settings.keys.revokeTitle(of.name)}
      onClose={close}
      onSubmit={() =>
        run(() => ask("key.revoke", { id: of.id }), () => {
          toast(t.settings.keys.revoked(of.name))
          close()
          if (isOwn) location.assign("/")
          else done()
        })}
      footer={
        <>
          <Button kind="bare" onClick={close}>{t.shell.cancel}</Button>
          <Button kind="danger" type="submit" disabled={busy}>{t.settings.keys.revokeDo}</Button>
        </>
      }
    >
      <p class="mute">{t.settings.keys.revokeNote} {isOwn ? t.settings.keys.revokeOwn : ""}</p>
      <Refused error={error} />
    </Dialog>
  )
}

const Row = ({ of, now, revoke }: { readonly of: KeyView; readonly now: number; readonly revoke: () => void }) => (
  <tr class={hasEnded(of, now) ? "mute" : ""}>
    <th scope="row">
      {of.name}
      {of.id === state.me?.keyId ? <span class="faint">{" "}{t.settings.keys.you}</span> : null}
    </th>
    <td class="mono hide">{of.prefix}…</td>
    <td>{t.shell.roles[of.role]}</td>
    <td class="hide">
      {of.lastUsedAt === null ? <span class="faint">{t.settings.keys.notYet}</span> : moment(of.lastUsedAt, now)}
    </td>
    <td>
      {of.revokedAt !== null
        ? `${t.settings.keys.revokedWord} ${dayMonth(of.revokedAt)}`
        : of.expiresAt === null
        ? <span class="faint">{t.settings.keys.never}</span>
        : Date.parse(of.expiresAt) < now
        ? t.settings.keys.expiredWord
        : longDay(of.expiresAt)}
    </td>
    <td class="r">
      {hasEnded(of, now) ? null : <Button kind="bare" onClick={revoke}>{t.settings.keys.revoke}</Button>}
    </td>
  </tr>
)

export const KeysBlock = ({ now }: { readonly now: number }) => {
  const [made, setMade] = useState<typeof NewKey.Type | null>(null)
  const [revoking, setRevoking] = useState<KeyView | null>(null)
  const [all, setAll] = useState(false)
  const { again, data, error } = useAsked("key.list", { orgId: state.me?.orgId as never }, {
    hint: "key",
    skip: !may("key.list")
  })
  if (!may("key.list")) {
    return (
      <Section title={t.settings.keys.title} note={t.settings.keys.note}>
        <p class="emptyrow mute">{t.settings.keys.onlyOwners}</p>
      </Section>
    )
  }
  const ended = (data ?? []).filter((key) => hasEnded(key, now))
  const shown = (data ?? []).filter((key) => all || !hasEnded(key, now))
  return (
    <Section title={t.settings.keys.title} note={t.settings.keys.note}>
      <Create
        made={(key) => {
          setMade(key)
          again()
        }}
      />
      {made === null
        ? null
        : (
          <Secret
            title={t.settings.keys.made(made.name)}
            secret={made.key}
            note={`${t.settings.keys.invite} ${t.settings.keys.madeNote}`}
            kept={t.settings.keys.kept}
            close={() => setMade(null)}
          />
        )}
      <Refused error={error} />
      {data === undefined
        ? error === null ? <Loading /> : null
        : (
          <table class="tbl keys">
            <thead>
              <tr>
                <th scope="col">{t.settings.keys.columns.name}</th>
                <th scope="col" class="hide">{t.settings.keys.columns.begins}</th>
                <th scope="col">{t.settings.keys.columns.role}</th>
                <th scope="col" class="hide">{t.settings.keys.columns.last}</th>
                <th scope="col">{t.settings.keys.columns.ends}</th>
                <td />
              </tr>
            </thead>
            <tbody>
              {shown.map((key) => <Row key={key.id} of={key} now={now} revoke={() => setRevoking(key)} />)}
            </tbody>
          </table>
        )}
      {ended.length > 0 && !all
        ? <Button kind="bare" onClick={() => setAll(true)}>{t.settings.keys.showRevoked(ended.length)}</Button>
        : null}
      {revoking === null ? null : <Revoke of={revoking} close={() => setRevoking(null)} done={again} />}
    </Section>
  )
}
