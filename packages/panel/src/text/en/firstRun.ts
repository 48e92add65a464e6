export const firstRun = {
  title: "A blank sheet",
  note: "Four lines to a published sandbox video. About two minutes.",
  account: "Account",
  accountDone: (name: string) => `${name} is connected.`,
  accountNote: "A made-up creator of the sandbox: nothing reaches TikTok.",
  accountLive: "Connect the TikTok account to post to.",
  connect: "Connect a sandbox creator",
  connectLive: "Connect an account",
  topic: "What is the video about?",
  facts: "What it says",
  factsNote: "One fact a line. Nothing is invented: the script is written from these alone.",
  or: "or",
  slot: "Slot",
  slotIn: (time: string) => `in ${time}`,
  language: "Language",
  privacy: "Privacy",
  privacyNote: "you choose at release",
  fits: "This slot can be met.",
  fitsNote: "Script, voice and render take a minute or two here.",
  plan: "Plan it",
  approve: "Approve the idea",
  approveDone: "The idea is approved, and the video is made.",
  approveNote: "From here on work may cost something; in the sandbox it costs nothing. You watch the video being made.",
  approveDo: "Approve",
  making: "The video is being made.",
  release: "Release the video",
  releaseNote:
    "You see the very file, choose who can watch, and agree to TikTok’s terms. At the slot it is posted, once.",
  releaseDo: "See and release it",
  released: "Released. At its slot it is posted, once.",
  live: (name: string) => `It is live on ${name}, in the sandbox.`,
  seePlan: "See its story",
  onward: "Go on to the panel",
  about: (time: string) => `about ${time}`,
  alternatives: "Or start with what you have",
  import: "Import a calendar",
  skip: "Show me the panel",
  onlyRoles: "An editor or owner plans the first video; it appears here as soon as it is planned.",
  ideas: [
    {
      topic: "Why bread rises",
      language: "en",
      notes:
        "- One gram of yeast holds about ten billion living cells.\n- They eat the sugar in the dough and breathe out carbon dioxide.\n- Gluten, a net of protein, traps the gas.\n- At 25 degrees a dough doubles in about an hour.\n- Above 55 degrees the yeast dies: the oven stops what the bowl began."
    },
    {
      topic: "The two-minute desk reset",
      language: "en",
      notes:
        "- Start with cups and plates.\n- Stack loose paper into one pile and do not sort it.\n- Put three things back that belong in another room.\n- Wipe the desk where your wrists rest.\n- Leave one thing out: the first task of tomorrow."
    },
    {
      topic: "Warum Wolken nicht herunterfallen",
      language: "de",
      notes:
        "- Eine kleine Wolke wiegt etwa 500 Tonnen.\n- Ihr Wasser hängt in winzigen Tröpfchen.\n- So ein Tröpfchen sinkt kaum einen Zentimeter pro Sekunde.\n- Warme Luft trägt die Tröpfchen wieder nach oben.\n- Erst aus einer Million Tröpfchen wird ein Regentropfen."
    }
  ]
}
