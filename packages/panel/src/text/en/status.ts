/** One word, and one sentence that says what a plan waits for. */
export const status = {
  word: {
    draft: "Draft",
    scheduled: "To approve",
    approved: "Starting",
    generating: "In production",
    in_review: "To release",
    assets_generated: "Ready",
    publishing: "Sending",
    published: "Confirming",
    tracked: "Live",
    to_post: "To post",
    rejected: "Rejected",
    cancelled: "Cancelled",
    failed: "Stopped",
    needs_attention: "To decide"
  },
  waits: {
    draft: "Waits for an editor to give it a slot.",
    scheduled: "Waits for an approver to approve the idea.",
    approved: "Waits for a worker to start on its script.",
    generating: "Waits for its script, voice and video to be made.",
    in_review: "Waits for an approver to release the finished video.",
    assets_generated: "Waits for its slot.",
    publishing: "Waits for TikTok to take and process the video.",
    published: "Waits for TikTok to list the post.",
    tracked: "Waits for nothing: it is live.",
    to_post: "Waits for the creator to post the video from their TikTok inbox.",
    rejected: "Waits for nothing: it was rejected.",
    cancelled: "Waits for nothing: it was cancelled.",
    failed: "Waits for a decision.",
    needs_attention: "Waits for a decision."
  },
  locked: "Locked",
  lockedWaits: "Waits to be unlocked; nothing is published while it is locked.",
  decide: (why: string) => `Waits for a decision: ${why}`,
  who: {
    approver: "an approver or owner",
    editor: "an editor or owner",
    owner: "an owner",
    creator: "the creator",
    operator: "an operator",
    system: "nobody needs to",
    clock: "the clock",
    tiktok: "TikTok"
  }
}
