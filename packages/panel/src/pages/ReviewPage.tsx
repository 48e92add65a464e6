import { useLive } from "../data/Live.ts"
import { bySlot } from "../data/Plans.ts"
import { t } from "../text/Text.ts"
import { PlanTable } from "../ui/PlanTable.tsx"
import { Head } from "../ui/Section.tsx"

const ReviewPage = () => {
  useLive()
  return (
    <>
      <Head title={t.shell.places.review} />
      <div class="sheet">
        <PlanTable label={t.shell.places.review} plans={bySlot()} empty="" />
      </div>
    </>
  )
}

export default ReviewPage
