import type { Shows } from "@callsheet/domain/asset/Shows"
import { chartCard } from "./cards/ChartCard.ts"
import { comparisonCard } from "./cards/ComparisonCard.ts"
import { listCard } from "./cards/ListCard.ts"
import { mapCard } from "./cards/MapCard.ts"
import { numberCard } from "./cards/NumberCard.ts"
import { quoteCard } from "./cards/QuoteCard.ts"
import { timelineCard } from "./cards/TimelineCard.ts"
import type { StagedScene } from "./Shot.ts"
import { type Card, type CardRequest, emptyCard } from "./Visual.ts"

/** The card that shows something; null where a picture or an object is to be seen instead. */
const cardFor = (shows: Shows, request: CardRequest): Card | null => {
  switch (shows.kind) {
    case "number":
      return numberCard(shows, request)
    case "list":
      return listCard(shows, request)
    case "comparison":
      return comparisonCard(shows, request)
    case "quote":
      return quoteCard(shows, request)
    case "chart":
      return chartCard(shows, request)
    case "timeline":
      return timelineCard(shows, request)
    case "map":
      return mapCard(shows, request)
    case "picture":
    case "text":
      return null
  }
}

/** The card of a scene, for its words and its time; the empty card where a picture or an object is to be seen instead. */
export const sceneCard = (scene: StagedScene, place: Pick<CardRequest, "area" | "tone" | "setter">): Card =>
  cardFor(scene.shows, {
    ...place,
    frames: scene.frames,
    words: scene.words,
    direction: scene.direction,
    isHook: scene.role === "hook",
    part: scene.part
  }) ?? emptyCard
