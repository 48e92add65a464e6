import type { PlanView } from "@callsheet/domain/plan/PlanView"
import { useState } from "preact/hooks"
import { useAction } from "../../data/Action.ts"
import { ask } from "../../data/Live.ts"
import { standingOf } from "../../data/Plans.ts"
import { newKey } from "../../data/Requests.ts"
import { t } from "../../text/Text.ts"
import { clock, moment } from "../../text/Times.ts"
import { Button } from "../../ui/Button.tsx"
import { CopyText } from "../../ui/CopyText.tsx"
import { Message, Refused } from "../../ui/Message.tsx"
import { QrCode } from "../../ui/QrCode.tsx"
import { Section } from "../../ui/Section.tsx"

interface Made {
  readonly url: string
  readonly expiresAt: string
}

/** A link for the phone signs it in, so it is made when it is asked for and works once. */
const Phone = ({ plan }: { readonly plan: PlanView }) => {
  const { busy, error, run } = useAction()
  const [link, setLink] = useState<Made | null>(null)
  return (
    <Section title={t.plan.handOver.phone} note={t.plan.handOver.phoneNote}>
      {link === null
        ? (
          <Button
            icon="link"
            disabled={busy}
            onClick={() => run(() => ask("session.link", { to: `/plans/${plan.id}`, key: newKey() }), setLink)}
          >
            {t.plan.handOver.make}
          </Button>
        )
        : (
          <div class="hand">
            <QrCode text={link.url} label={t.plan.handOver.qr(plan.topic)} />
            <div>
              <CopyText text={link.url} />
              <p class="small mute">{t.plan.handOver.once(clock(link.expiresAt))}</p>
              <Button kind="bare" onClick={() => setLink(null)}>{t.plan.handOver.hide}</Button>
            </div>
          </div>
        )}
      <Refused error={error} />
    </Section>
  )
}

const Caption = ({ caption }: { readonly caption: string }) => {
  const [copied, setCopied] = useState(false)
  return (
    <Section
      title={t.plan.caption}
      note={t.plan.handOver.captionNote}
      side={
        <Button
          kind="primary"
          icon={copied ? "check" : "copy"}
          onClick={() => {
            navigator.clipboard.writeText(caption).then(() => setCopied(true), () => setCopied(false))
          }}
        >
          {copied ? t.shell.copied : t.plan.handOver.copy}
        </Button>
      }
    >
      <p class="mono handcap">{caption}</p>
    </Section>
  )
}

const Steps = ({ plan }: { readonly plan: PlanView }) => {
  const steps = [
    ...t.plan.handOver.steps,
    ...(plan.aiLabel === true ? [t.plan.handOver.aiStep] : []),
    t.plan.handOver.lastStep
  ]
  return (
    <Section title={t.plan.handOver.app} note={t.plan.handOver.appNote}>
      <ol class="steps">
        {steps.map(([step, more], index) => (
          <li key={step}>
            <span class="sn">{index + 1}</span>
            <span>
              {step}
              <span class="small mute line">{more}</span>
            </span>
          </li>
        ))}
      </ol>
    </Section>
  )
}

/** What a draft in the creator's inbox needs to be posted: the phone, the words, and the steps a draft cannot carry. Then that it is. */
export const HandOver = ({ plan }: { readonly plan: PlanView }) =>
  plan.draftPostedAt !== undefined
    ? (
      <Message tone="go" title={t.plan.handOver.posted(moment(plan.draftPostedAt))} alert>
        {plan.postId === null ? t.plan.handOver.postedNote : t.plan.handOver.postedListed}
      </Message>
    )
    : standingOf(plan) === "to_post"
    ? (
      <>
        <Phone plan={plan} />
        {plan.caption === null ? null : <Caption caption={plan.caption} />}
        <Steps plan={plan} />
      </>
    )
    : null
