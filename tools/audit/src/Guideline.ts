import type { Locator, Page } from "playwright-core"

/** What the release page of one video is asked to show. */
export interface Walk {
  readonly page: Page
  /** Waits long enough for a viewer to see what is there. */
  readonly look: () => Promise<void>
  readonly nickname: string
  readonly privacyLevels: ReadonlyArray<string>
}

/** One demand of TikTok's Content Sharing Guidelines (read September 2026), and how the page meets it. */
export interface GuidelinePoint {
  readonly id: string
  readonly demand: string
  /** Does it on the page. Fails with a reason where the page does not show it. */
  readonly show: (walk: Walk) => Promise<void>
}

const must = (holds: boolean, reason: string): void => {
  if (!holds) throw new Error(reason)
}

const button = (page: Page): Locator => page.getByRole("main").getByRole("button", { name: /^Release for/ })
const choices = (page: Page): Locator => page.getByRole("radiogroup").getByRole("radio")
const tick = (page: Page, name: string | RegExp): Locator => page.getByRole("checkbox", { name })
const consent = (page: Page): Locator => tick(page, /By posting, you agree/)
const disclosure = (page: Page): Locator => page.getByRole("switch", { name: "Disclose video content" })

const seen = async ({ look }: Walk, place: Locator): Promise<void> => {
  await place.waitFor()
  await place.scrollIntoViewIfNeeded()
  await look()
}

const says = (walk: Walk, words: string | RegExp): Promise<void> => seen(walk, walk.page.getByText(words).first())

const creator: ReadonlyArray<GuidelinePoint> = [
  {
    id: "1a",
    demand: "The page shows the nickname of the creator, from the newest answer of creator_info.",
    show: (walk) => seen(walk, walk.page.locator("#creator").getByText(walk.nickname).first())
  },
  {
    id: "1b",
    demand: "The page says whether the creator can post now, and how long a video may be.",
    show: (walk) => says(walk, /Can post now/)
  },
  {
    id: "1c",
    demand: "The length of the video is checked against the creator's limit.",
    show: (walk) => says(walk, /that this creator may post/)
  }
]

const choosing: ReadonlyArray<GuidelinePoint> = [
  {
    id: "2a",
    demand: "The title can be edited before the post.",
    show: async (walk) => {
      const title = walk.page.getByRole("textbox", { name: "Title" })
      const before = await title.inputValue()
      await title.fill(`${before} `.trimStart())
      must(await title.isEditable(), "The title cannot be edited.")
      await title.fill(before)
      await seen(walk, title)
    }
  },
  {
    id: "2b",
    demand: "Who can watch is chosen by the person among what creator_info offers. Nothing is preset.",
    show: async (walk) => {
      const offered = await choices(walk.page).evaluateAll((all) => all.map((one) => (one as HTMLInputElement).value))
      must(
        offered.toSorted().join() === walk.privacyLevels.toSorted().join(),
        `The page offers ${offered.join(", ")}; TikTok offers ${walk.privacyLevels.join(", ")}.`
      )
      must(await walk.page.locator("input[name=privacy]:checked").count() === 0, "A choice is preset.")
      await seen(walk, choices(walk.page).first())
    }
  },
  {
    id: "2c",
    demand: "Comment, duet and stitch are off until the person turns them on; what the creator forbids is greyed out.",
    show: async (walk) => {
      for (const name of ["Comment", "Duet", "Stitch"]) {
        must(!(await tick(walk.page, name).isChecked()), `${name} is preset.`)
      }
      await seen(walk, tick(walk.page, "Comment"))
      if (await tick(walk.page, "Comment").isEnabled()) await tick(walk.page, "Comment").check()
      await walk.look()
    }
  }
]

const commercial: ReadonlyArray<GuidelinePoint> = [
  {
    id: "3a",
    demand: "Disclosing commercial content is off at first. Turned on, it needs an answer before the post.",
    show: async (walk) => {
      must(!(await disclosure(walk.page).isChecked()), "The disclosure is preset.")
      await disclosure(walk.page).check()
      must(await button(walk.page).isDisabled(), "The post is possible without an answer.")
      await says(walk, "You need to indicate if your content promotes yourself, a third party, or both.")
    }
  },
  {
    id: "3b",
    demand: "Your brand: the video will be labeled as promotional content.",
    show: async (walk) => {
      await tick(walk.page, /^Your brand/).check()
      await says(walk, /labeled as "Promotional content"/)
    }
  },
  {
    id: "3c",
    demand: "Branded content: the video will be labeled as a paid partnership.",
    show: async (walk) => {
      await tick(walk.page, /^Branded content/).check()
      await says(walk, /labeled as "Paid partnership"/)
    }
  },
  {
    id: "3d",
    demand: "Branded content cannot be private.",
    show: async (walk) => {
      const onlyYou = walk.page.getByRole("radio", { name: /^Only you/ })
      must(await onlyYou.isDisabled(), "Branded content can be made private.")
      await says(walk, "Branded content visibility cannot be set to private.")
    }
  }
]

const consenting: ReadonlyArray<GuidelinePoint> = [
  {
    id: "4a",
    demand: "With branded content, the person agrees to the Branded Content Policy and the Music Usage Confirmation.",
    show: async (walk) => {
      const words = await walk.page.locator("#consent .tt").innerText()
      must(
        words === "By posting, you agree to TikTok's Branded Content Policy and Music Usage Confirmation",
        `The page says: ${words}`
      )
      await seen(walk, consent(walk.page))
    }
  },
  {
    id: "4b",
    demand: "Otherwise, the person agrees to the Music Usage Confirmation.",
    show: async (walk) => {
      await disclosure(walk.page).uncheck()
      const words = await walk.page.locator("#consent .tt").innerText()
      must(words === "By posting, you agree to TikTok's Music Usage Confirmation", `The page says: ${words}`)
      await seen(walk, consent(walk.page))
    }
  }
]

const posting: ReadonlyArray<GuidelinePoint> = [
  {
    id: "5a",
    demand: "The very video is previewed; nothing is added to it.",
    show: async (walk) => {
      const video = walk.page.locator("aside video").first()
      await video.waitFor()
      await video.evaluate((element) => (element as HTMLVideoElement).play().catch(() => undefined))
      await seen(walk, walk.page.getByText("Nothing is added to it."))
    }
  },
  {
    id: "5b",
    demand: "The page says that it may take minutes until the video is on the profile.",
    show: (walk) => says(walk, /it may take a few minutes/)
  },
  {
    id: "5c",
    demand: "The video goes to TikTok only after the person's express consent.",
    show: async (walk) => {
      await choices(walk.page).first().check()
      must(await button(walk.page).isDisabled(), "The post is possible without consent.")
      await consent(walk.page).check()
      await seen(walk, button(walk.page))
      await button(walk.page).click()
      await walk.page.waitForURL(/\/plans\/pln_[^/]+$/)
      await walk.look()
    }
  }
]

/** In the order in which the page shows them. */
export const points: ReadonlyArray<GuidelinePoint> = [...creator, ...choosing, ...commercial, ...consenting, ...posting]
