/** The page that people without an account see. */
export const guest = {
  until: (at: string) => `until ${at}`,
  asks: (org: string) => `${org} asks you to look at this video.`,
  decides: {
    releases: "If you release it, it is posted at its slot, once, exactly as it is here.",
    notes: "Your answer goes to the team, who then releases it.",
    comments: "You can say what you think of it."
  },
  slot: "Slot",
  account: "Account",
  label: "AI label",
  labelOn: "set",
  labelOff: "not set",
  caption: "Caption",
  video: "The video",
  noVideo: "There is no video.",
  name: "Your name",
  nameNote: "It stands beside your answer.",
  text: "What should be different?",
  comment: "Comment",
  commentDo: "Send the comment",
  approve: "Approve",
  release: "Release",
  notYet: "Not yet…",
  rejectDo: "Send it back",
  back: "Back",
  music: "By posting, you agree to TikTok's Music Usage Confirmation",
  musicUrl: "https://www.tiktok.com/legal/page/global/music-usage-confirmation/en",
  answers: "Answers",
  kinds: { approve: "approved it", reject: "sent it back", comment: "said" },
  thanks: {
    approve: "Thank you. Your answer is kept.",
    reject: "Sent back, with your reason.",
    comment: "Your comment is kept."
  },
  closed: "This video has been decided, or was changed since.",
  closedNote: "Nothing more can be answered here.",
  unreachable: "The server cannot be reached.",
  unreachableNote: "Nothing was sent. Try it again in a moment.",
  again: "Try again"
}
