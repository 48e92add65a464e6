import type { LookName, Mood, Script } from "@callsheet/domain/asset/Script"

/** What speaks for a mood: pictograms in any language, words in those that scripts are written in most. */
const SIGNS: { readonly [M in Mood]: { readonly emoji: RegExp; readonly words: RegExp } } = {
  calm: {
    emoji: /😌|🧘|🌙|🛌|😴|🍵|🕯|🌊|☁|🌧/u,
    words:
      /\b(?:sleep|calm|breath\w*|relax\w*|slow\w*|quiet\w*|meditat\w*|schlaf\w*|ruh\w*|atm\w*|langsam\w*|dormir|calma|respira\w*|calme|sommeil)\b|眠|静|نوم|هدوء/giu
  },
  warm: {
    emoji: /❤|🥰|🤗|👨‍👩|👪|👵|🏡|☕|🍞|🥧|🍲|🐕|🐈/u,
    words:
      /\b(?:home|famil\w*|love|friend\w*|kitchen|recipe\w*|bread|coffee|zuhause|liebe|freund\w*|küche|rezept\w*|brot|kaffee|casa|amor|receta\w*|maison|amour|recette\w*)\b|家族|料理|珈琲|コーヒー|قهوة|بيت/giu
  },
  bright: {
    emoji: /☀|🌈|🎉|🌻|😀|😄|🥳|✨|🏖|🚲|🌱/u,
    words:
      /\b(?:new|easy|simple|happy|summer|spring|win\w*|save\w*|better|neu\w*|einfach\w*|glück\w*|sommer|spar\w*|besser|fácil|feliz|verano|facile|heureu\w*|été)\b|簡単|楽しい|新しい|سهل|جديد/giu
  },
  playful: {
    emoji: /😂|🤣|😜|🤪|🙃|🐒|🦄|🎈|🧩|🎲|🙈/u,
    words:
      /\b(?:fun\w*|joke\w*|silly|weird|trick\w*|game|play\w*|lustig\w*|witz\w*|spiel\w*|komisch\w*|divertid\w*|juego|truco\w*|drôle|jeu|astuce\w*)\b|面白|裏技|遊|مضحك|لعب/giu
  },
  drive: {
    emoji: /🔥|⚡|🚀|💪|🏃|🏋|⏱|🏎|💥|🥇/u,
    words:
      /\b(?:fast\w*|quick\w*|power|train\w*|run\w*|sport\w*|stop|never|now|schnell\w*|kraft|training|lauf\w*|sofort|nie|rápid\w*|fuerza|ahora|vite|force|maintenant)\b|速|筋|今すぐ|سريع|قوة/giu
  },
  tense: {
    emoji: /⚠|🚨|🛑|🕵|🔒|💣|😱|🦠|☠|🕷/u,
    words:
      /\b(?:danger\w*|warn\w*|scam\w*|risk\w*|attack\w*|leak\w*|secret\w*|mistake\w*|gefahr\w*|gefährlich\w*|betrug|risiko|angriff\w*|fehler|geheim\w*|peligro\w*|estafa|riesgo|error\w*|piège\w*|risque\w*|arnaque\w*)\b|危険|詐欺|注意|خطر|احتيال/giu
  },
  grand: {
    emoji: /🏔|🌍|🌌|🏛|👑|🛰|🏆|🦁|🗽|🏯/u,
    words:
      /\b(?:histor\w*|world|empire|universe|space|record|century|ancient|geschicht\w*|welt\w*|reich|weltraum|jahrhundert\w*|mundo|imperio|universo|siglo\w*|monde|univers|siècle\w*)\b|歴史|世界|宇宙|تاريخ|العالم/giu
  },
  wistful: {
    emoji: /😢|😭|💔|🥀|🕊|🍂|🥺/u,
    words:
      /\b(?:sad\w*|lost|loss|miss\w*|alone|goodbye|grief|memor\w*|remember\w*|traurig\w*|verlor\w*|vermiss\w*|allein\w*|abschied|erinner\w*|triste\w*|perd\w*|solo|adiós|seul\w*|souvenir\w*)\b|悲|思い出|別れ|حزين|ذكر/giu
  }
}

const BY_LOOK: { readonly [L in LookName]: Mood } = {
  block: "drive",
  third: "warm",
  figure: "bright",
  split: "tense",
  cards: "playful",
  pane: "grand"
}

/** The mood a script asks for; else the one that most of its words and pictograms speak for; else the one of its look. */
export const moodFor = (
  { caption, lines, mood }: Pick<Script, "caption" | "lines" | "mood">,
  look: LookName
): Mood => {
  if (mood !== undefined) return mood
  const text = [...lines.map(({ text }) => text), caption].join(" ").replaceAll("*", "")
  const emoji = lines.map(({ emoji }) => emoji ?? "")
  let best: { readonly mood: Mood; readonly points: number } = { mood: BY_LOOK[look], points: 1 }
  for (const [mood, { emoji: picture, words }] of Object.entries(SIGNS) as ReadonlyArray<[Mood, typeof SIGNS[Mood]]>) {
    const points = emoji.filter((one) => picture.test(one)).length + (text.match(words)?.length ?? 0) +
      (mood === BY_LOOK[look] ? 0.5 : 0)
    if (points > best.points) best = { mood, points }
  }
  return best.mood
}
