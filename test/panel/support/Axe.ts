import type * as Axe from "axe-core"
import axe from "axe-core"
import type { Page } from "playwright-core"

const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]

/** What axe finds on the page as it stands, in one line a finding. The page's own policy forbids scripts from elsewhere, so it goes in by the debugger. */
export const axeFindings = async (page: Page): Promise<ReadonlyArray<string>> => {
  await page.evaluate(axe.source)
  return await page.evaluate(async (values) => {
    const { axe } = window as unknown as { readonly axe: typeof Axe }
    const { violations } = await axe.run(document, { runOnly: { type: "tag", values }, resultTypes: ["violations"] })
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(({ any, failureSummary, target }) => `${id}: ${target.join(" ")} ${any[0]?.message ?? failureSummary}`)
    )
  }, tags)
}
