import type { Words } from "../Text.ts"

export const status: Words["status"] = {
  word: {
    draft: "Entwurf",
    scheduled: "Idee freigeben",
    approved: "Beginnt",
    generating: "In Arbeit",
    in_review: "Video freigeben",
    assets_generated: "Bereit",
    publishing: "Wird gesendet",
    published: "Wird bestätigt",
    tracked: "Live",
    to_post: "Zu posten",
    rejected: "Abgelehnt",
    cancelled: "Abgesagt",
    failed: "Angehalten",
    needs_attention: "Entscheiden"
  },
  waits: {
    draft: "Wartet darauf, dass die Redaktion einen Termin wählt.",
    scheduled: "Wartet auf die Freigabe der Idee.",
    approved: "Wartet auf einen Worker, der mit dem Skript beginnt.",
    generating: "Wartet auf Skript, Stimme und Video.",
    in_review: "Wartet auf die Freigabe des fertigen Videos.",
    assets_generated: "Wartet auf seinen Termin.",
    publishing: "Wartet, bis TikTok das Video angenommen und verarbeitet hat.",
    published: "Wartet, bis TikTok den Post auflistet.",
    tracked: "Wartet auf nichts: Es ist live.",
    to_post: "Wartet darauf, dass der Creator das Video aus dem TikTok-Postfach postet.",
    rejected: "Wartet auf nichts: Es wurde abgelehnt.",
    cancelled: "Wartet auf nichts: Es wurde abgesagt.",
    failed: "Wartet auf eine Entscheidung.",
    needs_attention: "Wartet auf eine Entscheidung."
  },
  locked: "Gesperrt",
  lockedWaits: "Wartet auf das Entsperren; gesperrt wird nichts veröffentlicht.",
  decide: (why) => `Wartet auf eine Entscheidung: ${why}`,
  who: {
    approver: "Freigabe oder Inhaber",
    editor: "Redaktion oder Inhaber",
    owner: "ein Inhaber",
    creator: "der Creator",
    operator: "der Betrieb",
    system: "niemand muss",
    clock: "die Uhr",
    tiktok: "TikTok"
  }
}
