/**
 * TikTok's own required sentences stand unaltered, in English on every page: `tiktok` holds them. All else is ours.
 */
export const release = {
  title: "Post to TikTok",
  slotLine: (slot: string) => `Slot ${slot}`,
  releaseBy: (time: string, left: string) => `release by ${time}, in ${left}`,
  creator: "Creator",
  asking: "Asking TikTok what this creator may post…",
  asked: (time: string) => `Asked TikTok at ${time}`,
  canPost: (minutes: string) => `Can post now · videos up to ${minutes}`,
  caption: "Title",
  captionHint: "Edit freely, tags too. #tags and @names become links.",
  captionRole: (who: string) => `Only ${who} can change the title. You can reject with a reason instead.`,
  counted: (used: string, limit: string) => `${used} of ${limit}, as TikTok counts`,
  saveTitle: "Save the title",
  saving: "Saving…",
  putBackTitle: "Put back",
  unsaved: "The title is changed and not saved. Save it first, so that what you release is what is stored.",
  privacy: "Who can watch this video",
  levels: {
    PUBLIC_TO_EVERYONE: "Everyone",
    MUTUAL_FOLLOW_FRIENDS: "Friends",
    FOLLOWER_OF_CREATOR: "Followers",
    SELF_ONLY: "Only you"
  } as Readonly<Record<string, string>>,
  levelNotes: { MUTUAL_FOLLOW_FRIENDS: "followers you follow back" } as Readonly<Record<string, string>>,
  choose: "Choose one.",
  nothingChosen: "Nothing is chosen for you.",
  allow: "Allow users to",
  comment: "Comment",
  duet: "Duet",
  stitch: "Stitch",
  forbidden: (what: string) => `${what}: off in the creator's TikTok settings.`,
  disclose: "Disclose video content",
  discloseNote:
    "Turn on to disclose that this video promotes goods or services in exchange for something of value. Your video could promote yourself, a third party, or both.",
  own: "Your brand",
  ownNote: "You are promoting yourself or your own business. This video will be classified as Brand Organic.",
  branded: "Branded content",
  brandedNote: "You are promoting another brand or a third party. This video will be classified as Branded Content.",
  tiktok: {
    promotional:
      "Your video will be labeled as \"Promotional content\". This cannot be changed once your video is posted.",
    partnership:
      "Your video will be labeled as \"Paid partnership\". This cannot be changed once your video is posted.",
    both: "You need to indicate if your content promotes yourself, a third party, or both.",
    notPrivate: "Branded content visibility cannot be set to private.",
    agree: "By posting, you agree to TikTok's",
    and: "and",
    music: "Music Usage Confirmation",
    policy: "Branded Content Policy"
  },
  ai: "AI label",
  aiOn: "Set by Callsheet: a machine made the voice or the pictures.",
  aiOff: "Not set: no machine imitated a voice or a camera.",
  aiLabel: "Creator labeled as AI-generated",
  consent: "Consent",
  length: "Length",
  lengthFits: (seconds: string, most: string) => `${seconds} s of ${most} s that this creator may post.`,
  lengthOver: (seconds: string, most: string) =>
    `The video is ${seconds} s long; TikTok lets this creator post ${most} s. Have a shorter take made.`,
  doRelease: (slot: string) => `Release for ${slot}`,
  missing: (n: number) => n === 1 ? "One answer is missing:" : `${n} answers are missing:`,
  answers: { privacy: "who can watch", disclose: "whom it promotes", consent: "consent" },
  minutes: (slot: string) =>
    `After ${slot} it may take a few minutes until the video shows on the profile. Until then you can take the release back by rejecting it.`,
  preview: "Preview",
  previewLabel: (topic: string) => `Video: ${topic}`,
  noVideo: "No video yet.",
  veryFile: "This very file is what is posted:",
  nothingAdded: "Nothing is added to it.",
  changed: "The video or its text changed while this page was open. Look at it again. Your answers are kept.",
  lookAgain: "I have looked at it again",
  notInReview: (word: string) => `This plan is not waiting for a release: ${word}.`,
  toPlan: "Open the plan",
  notForYou: (who: string) => `Only ${who} can release.`,
  released: (topic: string) => `“${topic}” is released.`,
  inbox:
    "This goes to the creator's inbox as a draft: they post it in the TikTok app, and choose title, audience and labels there.",
  locked: "The plan is locked. Unlock it first."
}
