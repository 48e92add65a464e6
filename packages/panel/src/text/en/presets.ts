export const presets = {
  add: "New preset",
  readOnly: (who: string) => `You can look. Only ${who} change presets.`,
  empty:
    "Presets stand here: what many plans have in common, such as a voice, a series, a look and hashtags. A plan says the rest.",
  name: "Name",
  needsName: "Give it a name first.",
  line: (version: number, by: string, at: string) => `Version ${version} by ${by}, ${at}.`,
  used: (n: number) =>
    n === 0
      ? "No open plan is made with it."
      : n === 1
      ? "1 open plan is made with it."
      : `${n} open plans are made with it.`,
  says: "What it says",
  looks: "How it looks and sounds",
  series: "Series",
  seriesNote: "Each plan is a part, counted by its place.",
  left: "left to the plan",
  fields: {
    brandVoice: "Brand voice",
    title: "Title of the series",
    parts: "Parts",
    look: "Look",
    captions: "Captions",
    mood: "Music",
    music: "Own music",
    voice: "Voice",
    language: "Language",
    hashtags: "Hashtags"
  },
  hints: {
    brandVoice: "How the brand speaks, for the writer.",
    title: "What its parts have in common.",
    parts: "Empty: open.",
    music: "A file of your library, by name. Empty: made here, to the mood.",
    voice: "Such as thorsten, kokoro:af_heart or plain.",
    language: "Such as en or de-AT.",
    hashtags: "Separated by spaces."
  },
  example: (n: number) => `Example ${n} of that voice`,
  words: {
    block: "Block",
    third: "Third",
    figure: "Figure",
    split: "Split",
    cards: "Cards",
    pane: "Pane",
    box: "Box",
    pop: "Pop",
    karaoke: "Karaoke",
    punch: "Punch",
    calm: "Calm",
    warm: "Warm",
    bright: "Bright",
    playful: "Playful",
    drive: "Driving",
    tense: "Tense",
    grand: "Grand",
    wistful: "Wistful"
  },
  save: "Save the preset",
  saved: (name: string, version: number) => `Version ${version} of “${name}” is saved.`,
  applies: "New plans get it. A plan keeps the version it was added with.",
  overtaken: (by: string) => `${by} changed this preset while you were typing.`,
  defaults: "Default of accounts",
  defaultsNote: "Their new plans get it where they name none.",
  noAccounts: "No account is connected yet.",
  remove: "Remove…",
  removeTitle: (name: string) => `Remove “${name}”?`,
  removeNote: "New plans cannot have it any more. Plans that were added with it are made with their version of it.",
  removeDo: "Remove it",
  removed: (name: string) => `“${name}” is removed.`
}
