import { setFilters } from "../../app/Router.tsx"
import { may } from "../../data/Roles.ts"
import { t } from "../../text/Text.ts"
import { Button, LinkButton } from "../../ui/Button.tsx"
import { Empty } from "../../ui/Empty.tsx"
import type { Filters } from "./Days.ts"

/** Why no plan is shown, and what to do about it. */
export const NoPlans = ({ filters }: { readonly filters: Filters }) =>
  filters.trouble || filters.account !== null
    ? (
      <Empty
        action={<Button onClick={() => setFilters({ account: null, show: null })}>{t.calendar.clearFilters}</Button>}
      >
        {t.calendar.emptyList}
      </Empty>
    )
    : (
      <Empty action={may("plan.import") ? <LinkButton to="/import">{t.calendar.import}</LinkButton> : undefined}>
        {t.calendar.emptyHere}
      </Empty>
    )
