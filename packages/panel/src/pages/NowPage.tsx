import { useLive } from "../data/Live.ts"
import { bySlot } from "../data/Plans.ts"
import { t } from "../text/Text.ts"
import { PlanTable } from "../ui/PlanTable.tsx"
import { Head } from "../ui/Section.tsx"

const NowPage = () => {
  useLive()
  return (
    <>
      <Head title={t.shell.places.now} />
      <div class="sheet">
        <PlanTable label={t.shell.places.now} plans={bySlot()} empty="" />
      </div>
    </>
  )
}

export default NowPage
