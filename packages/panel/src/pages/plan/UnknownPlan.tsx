import { t } from "../../text/Text.ts"
import { LinkButton } from "../../ui/Button.tsx"
import { Message } from "../../ui/Message.tsx"

/** For an address of a plan that this organisation does not have. */
export const UnknownPlan = () => (
  <Message title={t.plan.unknown} action={<LinkButton to="/calendar">{t.now.toCalendar}</LinkButton>}>
    {t.plan.unknownNote}
  </Message>
)
