import { type Tongue, wordSet } from "./Tongue.ts"

export const english: Tongue = {
  language: "en",
  spoken: [
    [/\be\.\s?g\.,?/gi, "for example"],
    [/\bi\.\s?e\.,?/gi, "that is"],
    [/\bapprox\./gi, "about"],
    [/\bvs\.?(?=\s)/gi, "versus"],
    [/\bw\/o\b/gi, "without"],
    [/\bw\/(?=\s)/gi, "with"],
    [/\s&\s/g, " and "]
  ],
  abbreviations: wordSet(
    "mr mrs ms dr prof st no vol fig etc inc ltd jan feb mar apr jun jul aug sep sept oct nov dec a.m p.m u.s u.k"
  ),
  ordinals: false,
  subordinators: wordSet("because so when while until if unless although though since where before after once"),
  coordinators: wordSet("and but or yet then"),
  subjects: wordSet("it they you we he she i that this there then"),
  relatives: wordSet("which who whose that"),
  adverbials: wordSet("for with without during within under over by from into at on through instead"),
  contrast:
    /\b(?:but|yet|instead|not|never|nothing|no|only|except|actually|although|wrong|myth|however|less than|rather than)\b/i,
  leaning:
    /^(?:it|they|this|that|these|those|he|she|its|their|but|and|so|then|also|or|because|which|there|such|instead|however|both|once|here|after that|for example)\b/i,
  determiners: wordSet("the a an your my our their its his her this that these those every each of no some"),
  capitalNouns: false,
  stopWords: wordSet(
    "a about above cheap cheaper cheapest easiest biggest fastest move moves after again against all almost also always am an and another any are as at away back be became because become been before being below best better between big both but by came can cannot come could day did do does doing done down each easy enough even ever every everyone everything far few first five for four from full gets getting give go goes going good got great had half has have having he her here him his how however i if in inside instead into is isn't it its itself just keep keeps kind know last least less let like little long longer look lot made make makes making many may me mean means might more most much must my need needs never new next no nobody none nor not nothing now of off often old on once one only onto or other others our out over own per put rather really right same say says second see seen several shall she should show side since six small so some something sometimes soon still such take takes tell ten than that the their them then there these they thing things third this those three through time times to together too turn twice two under until up upon us use used uses using very want was way we well went were what when where whether which while who whole whose why will with within without work works would year years yes yet you your yours minute minutes hour hours days steps step percent"
  ),
  sources: /^(?:source|sources|note to self|todo|link|links|author|photo|image|credit|tags?|hashtags?)$/i,
  counted: /\b(?:\d+|two|three|four|five|six|seven|eight|nine|ten)\b/i,
  pointers: ["{topic}: watch for number {n}.", "{topic}: wait for number {n}."],
  closings: [
    "Save this for later: {topic}.",
    "{Key}: which of these is new to you?",
    "Send this to a friend: {topic}.",
    "{Key}: tell me in the comments what I left out."
  ]
}
