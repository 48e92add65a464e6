import type { Phrasebook } from "./Phrasebook.ts"

export const english: Phrasebook = {
  language: "en",
  structures: [
    {
      name: "mistake",
      aim: "doing",
      hooks: [
        ["🛑", "{Topic}: the *mistake* almost everyone makes."],
        ["😬", "You are probably making this harder than it is: {topic}."],
        ["👀", "Nobody warns you about this one. {Topic}."]
      ],
      beats: [
        [
          ["🐘", "Most people begin with the *biggest* part, and give up before lunch."],
          ["📚", "The usual way in: read everything, try *nothing*."],
          ["🏃", "The rush to see results is exactly what *costs* you the results."]
        ],
        [
          ["🪜", "Turn it round: take the *smallest* step that still counts."],
          ["⏱️", "Give it ten minutes and a *timer*. Stop when it rings."],
          ["🎯", "Pick *one* thing to get right today. Ignore the rest on purpose."]
        ],
        [
          ["🔁", "Then repeat that one step until it feels *boring*. Boring means it works."],
          ["📓", "Write down what *changed*. Two words are enough."],
          ["🧩", "The next piece will suggest itself, because now you know what is *missing*."]
        ],
        [
          ["🌱", "A week of this beats one heroic *Sunday*."],
          ["💡", "That is the whole secret behind {topic}: *less*, but again."]
        ]
      ]
    },
    {
      name: "steps",
      aim: "doing",
      hooks: [
        ["⚡", "{Topic} in *three* steps. Ready?"],
        ["🧭", "If I had one minute to explain {topic}, I would say *this*."],
        ["✂️", "{Topic}, without the *fluff*."]
      ],
      beats: [
        [
          ["1️⃣", "Look before you touch. What do you *have*, and what is in the way?"],
          ["1️⃣", "Say in one sentence what *done* looks like. No sentence, no start."],
          ["1️⃣", "Clear some *space* first: on the table, on the screen, in your head."]
        ],
        [
          ["2️⃣", "Now do a *rough* version. Ugly is allowed, unfinished is not."],
          ["2️⃣", "Copy something that already *works*, and change one detail."],
          ["2️⃣", "Do the part you would rather *skip*. It is usually the one that matters."]
        ],
        [
          ["3️⃣", "Show it to *someone*. One honest question is worth ten likes."],
          ["3️⃣", "Come back *tomorrow* and fix only what still bothers you."],
          ["3️⃣", "Keep what worked, drop what did not, and give it a *name*."]
        ],
        [
          ["🏁", "Three steps, one evening. That is all {topic} asks of you to *begin*."],
          ["🔓", "Do it twice and it is a *habit*. Do it ten times and it is yours."]
        ]
      ],
      kickers: ["Step 1", "Step 2", "Step 3", "Bonus"]
    },
    {
      name: "myth",
      aim: "doing",
      hooks: [
        ["🤔", "True or false? {Topic} is only for *experts*."],
        ["🧨", "Let us break a *myth*: {topic}."],
        ["🙅", "Stop believing *this* about {topic}."]
      ],
      beats: [
        [
          ["🎓", "The story goes that you need *talent*. You need a start and some patience."],
          ["💸", "They say it takes expensive *gear*. Most of it stays in the cupboard."],
          ["🕰️", "People say it is too *late* to begin. They said that last year, too."]
        ],
        [
          ["🔍", "Watch someone who is good at it: they do the *basics*, only more often."],
          ["🧱", "What looks like magic is a pile of small, *repeated* moves."],
          ["🗣️", "Ask anyone who knows {topic}: their first attempts were *terrible*."]
        ],
        [
          ["🚪", "So begin *badly*, and begin today."],
          ["🧪", "Treat your first try as a *test*. Tests cannot fail, they only tell."],
          ["🤝", "Find one person to do it *with*. Half the doubt disappears."]
        ],
        [
          ["✅", "Verdict: *false*. And you have just lost your best excuse."],
          ["🙌", "The myth keeps people out. You are already *in*."]
        ]
      ]
    },
    {
      name: "week",
      aim: "doing",
      hooks: [
        ["📅", "Give {topic} *seven* days. Watch what happens."],
        ["🔥", "One week, one thing: {topic}."],
        ["⏳", "What a single *week* can change. Topic: {topic}."]
      ],
      beats: [
        [
          ["🐣", "On the first day, just *notice*. Change nothing, write one line."],
          ["🌅", "Day one: pick a fixed *time*. The time is more important than the plan."],
          ["📍", "Day one: make it *visible*. What you cannot see, you will not do."]
        ],
        [
          ["🧗", "By day three it gets *dull*. That is the day that counts."],
          ["🌀", "Around day three you will want to change *everything*. Change one thing."],
          ["😴", "Day three, no motivation? Do it *small*, but do it."]
        ],
        [
          ["📈", "On day five, *compare*: first line, last line. See it?"],
          ["🎧", "Day five: teach it to someone in *thirty* seconds."],
          ["🧼", "Day five: remove one thing that keeps getting in the *way*."]
        ],
        [
          ["🏆", "Day seven: keep it, or drop it. Either way you now *know*."],
          ["🎁", "On day seven, plan the next seven. That is how {topic} *stays*."]
        ]
      ],
      kickers: ["Day 1", "Day 3", "Day 5", "Day 7"]
    },
    {
      name: "questions",
      aim: "doing",
      hooks: [
        ["❓", "Before you try {topic}, ask yourself *three* things."],
        ["🧠", "{Topic}: the *questions* nobody asks."],
        ["📝", "A tiny *checklist* for {topic}. Save it for later."]
      ],
      beats: [
        [
          ["🎯", "What is it *for*? If the answer is vague, so will be the result."],
          ["💛", "Who is it *for*? Doing it for someone makes every choice easier."],
          ["🧳", "What do you already *have*? Usually more than you think."]
        ],
        [
          ["🪫", "What will get in the *way*? Name it now, and it loses its power."],
          ["🕗", "*When* exactly? A day and an hour, not some time soon."],
          ["🪙", "What are you willing to *give* up for it? Something always goes."]
        ],
        [
          ["👣", "What is the *next* move? Not the plan. The move."],
          ["🔎", "How will you *know* that it worked? Choose the sign beforehand."],
          ["🛟", "What do you do when it goes *wrong*? Decide while you are calm."]
        ],
        [
          ["🧘", "Three honest answers, and {topic} stops being *scary*."],
          ["🚀", "If you could answer all three, you are *ready*. Go."]
        ]
      ],
      kickers: ["Ask this first", "Then this", "And this", "Done"]
    },
    {
      name: "guess",
      aim: "knowing",
      hooks: [
        ["🤨", "{Topic}. Guess *first*, then keep watching."],
        ["🔎", "{Topic}: what would *you* have said?"],
        ["🧠", "One small question. {Topic}. *Think* before you answer."]
      ],
      beats: [
        [
          ["⏳", "Take five seconds. Your *first* idea is worth keeping."],
          ["✋", "Count your reasons on one *hand*. Most people stop at two."]
        ],
        [
          ["🪞", "Now turn it round: what would have to be true for the *opposite*?"],
          ["👥", "Ask the person next to you. Two *answers* teach more than one."]
        ],
        [
          ["🔬", "Then look *closely* next time. The best answers hide in plain sight."],
          ["📖", "Check it in *two* places, not one. If they disagree, it gets interesting."]
        ],
        [
          ["😲", "And whatever you find: the *surprise* is the part you remember."],
          ["🌟", "That is how a question becomes a *habit*."]
        ]
      ]
    },
    {
      name: "curious",
      aim: "knowing",
      hooks: [
        ["👀", "You have seen it a hundred times and never *asked*. {Topic}."],
        ["🧩", "{Topic}: the *short* version of a long story."],
        ["💭", "A question to take with you *today*: {topic}."]
      ],
      beats: [
        [
          ["🙈", "We stop asking about things we see *every* day."],
          ["🧒", "A child would ask this at *once*. Grown-ups nod and move on."]
        ],
        [
          ["🪜", "Begin with what you know for *sure*. It is less than you think."],
          ["🗂️", "Split it in *two*: what happens, and what it is good for."]
        ],
        [
          ["🎬", "Watch it once in *slow* motion, in your head or on your phone."],
          ["📝", "Write your guess down *before* you look it up."]
        ],
        [
          ["🎁", "Being wrong is the *fun* part: that is where you learn."],
          ["🔗", "One answer, and *three* new questions. Good sign."]
        ]
      ]
    }
  ],
  ctas: [
    ["📌", "*Save* this, so you find it when you need it."],
    ["👇", "Tell me in the comments: where do *you* stand?"],
    ["➕", "*Follow* for the next one. It gets more practical."],
    ["📤", "Send this to the person who *needs* it today."],
    ["💬", "Which part would you do *differently*? Write it below."],
    ["🔔", "Part two is coming. *Stay* close."]
  ],
  captions: [
    "{Topic}, in less than a minute. Which part surprised you?",
    "{Topic} does not have to be complicated. Save this for later.",
    "Start small, start today: {topic}.",
    "Everything I would tell a friend about {topic}. What would you add?",
    "{Topic}: try it this week and tell me how it went."
  ],
  question: /^(?:why|what|who|when|where|which|is|are|do|does|did|can|how (?:many|much|old|long|far|big|fast))\b/i,
  emptyWords: new Set(
    "about after again all also and are because been before being best better between can does doing every five for four from have here how into just know less like made make many more most much need never only other over people really same should some than that the their them then there these they thing things this those three tips too under very want ways what when where which while why will with without your you"
      .split(
        " "
      )
  )
}
