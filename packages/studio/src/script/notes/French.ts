import { type Tongue, wordSet } from "./Tongue.ts"

export const french: Tongue = {
  language: "fr",
  spoken: [
    [/\bp\.\s?ex\.,?/gi, "par exemple"],
    [/\bc\.-à-d\./gi, "c'est-à-dire"],
    [/\benv\./gi, "environ"],
    [/\bmax\./gi, "maximum"],
    [/\bmin\.(?=\s)/gi, "minutes"],
    [/\s&\s/g, " et "]
  ],
  abbreviations: wordSet("m mm mme mlle dr pr st ste n° etc av bd p ch fig"),
  ordinals: false,
  subordinators: wordSet("parce car quand lorsque pendant si puisque sinon pour jusqu'à dès"),
  coordinators: wordSet("et mais ou donc puis ni"),
  subjects: wordSet("il elle ils elles on tu vous nous je ce c'est ça puis ensuite"),
  relatives: wordSet("qui que dont où laquelle lequel lesquels"),
  adverbials: wordSet("sans avec pendant depuis par pour dans sous sur entre vers contre après avant"),
  contrast:
    /(?<!\p{L})(?:mais|pourtant|pas|jamais|rien|seul|seule|seulement|faux|au lieu|plutôt|cependant|sauf|aucun|aucune|plus que)(?!\p{L})/iu,
  leaning:
    /^(?:il|elle|ils|elles|ce|cela|ça|c'est|cette|ces|cet|mais|et|ou|donc|puis|ensuite|aussi|alors|car|parce|là|ici|leur|leurs|son|sa|ses|les deux|y|en|par exemple|(?:le|la|les) (?:plus|moins|autres?))(?!\p{L})/iu,
  determiners: wordSet(
    "le la les l' un une des du de d' au aux ton ta tes son sa ses mon ma mes ce cet cette ces chaque leur leurs"
  ),
  capitalNouns: false,
  stopWords: wordSet(
    "a à ai alors après as assez au aucun aucune aujourd'hui aussi autant autre autres aux avant avec avoir bas beaucoup bien bon bonne c ça car ce cela celle celui ces cet cette chaque chez choses cinq comme comment contre d dans de déjà depuis dernier derrière des dès deux devant dix doit doivent donc dont du elle elles en encore enfin ensuite entre es est et étaient était été être eux faire fait faites faut fois font grand grande haut il ils j jamais je jusqu l la là laisse le les leur leurs lui m ma mais me même mêmes mes met mieux moins mon n ne ni non nos notre nous on ont ou où par parce pas pendant petit petite peu peut peuvent plus plusieurs plutôt pour pourquoi pourtant prend près presque puis qu quand quatre que quel quelle qui quoi rien s sa sans sauf se selon sera ses seul seule seulement si six soit son sont sous sur t ta tant te tes toi ton toujours tous tout toute toutes très trois trop tu un une va vais vers veut voici voilà vont vos votre vous y minute minutes heure heures jour jours an ans année années étape étapes degrés cent premier première deuxième troisième"
  ),
  sources: /^(?:source|sources|note|lien|liens|auteur|autrice|photo|image|hashtags?|mots-clés)$/i,
  counted: /(?<!\p{L})(?:\d+|deux|trois|quatre|cinq|six|sept|huit|neuf|dix)(?!\p{L})/iu,
  pointers: ["{topic} : regarde bien le numéro {n}.", "{topic} : attends le numéro {n}."],
  closings: [
    "Garde ça pour plus tard : {topic}.",
    "{Key} : qu'est-ce que tu ignorais ?",
    "Envoie ça à un ami : {topic}.",
    "{Key} : dis en commentaire ce qui manque."
  ]
}
