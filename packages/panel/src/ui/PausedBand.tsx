import { useAction } from "../data/Action.ts"
import { useLive } from "../data/Live.ts"
import { comingOf, missedOf, type PauseTarget, resumePosting } from "../data/Pauses.ts"
import { accountName } from "../data/Plans.ts"
import { may } from "../data/Roles.ts"
import { t } from "../text/Text.ts"
import { moment } from "../text/Times.ts"
import { Button } from "./Button.tsx"
import { Message, Refused } from "./Message.tsx"
import { byName } from "./Names.ts"
import { PlanLines } from "./PlanLines.tsx"
import { toast } from "./Toast.tsx"

const SHOWN = 5
const DAY_MILLIS = 86_400_000

const Band = (
  { name, now, paused, target }: {
    readonly target: PauseTarget
    readonly name: string
    readonly paused: { readonly by: string; readonly at: string; readonly reason: string }
    readonly now: number
  }
) => {
  const { busy, error, run } = useAction()
  const missed = missedOf(target)
  const today = comingOf(target, now).filter(({ slot }) => Date.parse(slot) < now + DAY_MILLIS)
  const canResume = may(target === "org" ? "org.resume" : "account.resume")
  return (
    <div class="paused">
      <Message
        icon="pause"
        title={t.accounts.pause.since(name, byName(paused.by), moment(paused.at, now))}
        action={canResume
          ? (
            <Button
              disabled={busy}
              onClick={() => run(() => resumePosting(target), () => toast(t.accounts.pause.resumed(name)))}
            >
              {t.accounts.pause.resume}
            </Button>
          )
          : undefined}
      >
        {paused.reason === "" ? null : <span class="line mono">{paused.reason}</span>}
        <span class="line">{t.accounts.pause.today(today.length)} {t.accounts.pause.missed(missed.length)}</span>
      </Message>
      <PlanLines plans={[...missed, ...today]} most={SHOWN} />
      <Refused error={error} />
    </div>
  )
}

/** What is paused, since when, by whom, and what waits for it; nothing while everything posts. */
export const PausedBands = ({ now }: { readonly now: number }) => {
  const { accounts, org } = useLive()
  return (
    <>
      {org?.paused === undefined
        ? null
        : <Band target="org" name={org.name} paused={org.paused} now={now} />}
      {[...accounts.values()].flatMap((account) =>
        account.paused === undefined
          ? []
          : [
            <Band key={account.id} target={account} name={accountName(account.id)} paused={account.paused} now={now} />
          ]
      )}
    </>
  )
}
