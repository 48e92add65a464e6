import type { Phrasebook } from "./Phrasebook.ts"

export const french: Phrasebook = {
  language: "fr",
  structures: [
    {
      name: "mistake",
      aim: "doing",
      hooks: [
        ["🛑", "{Topic} : l'*erreur* que presque tout le monde fait."],
        ["😬", "Tu te compliques la vie pour rien : {topic}."],
        ["👀", "Personne ne te *prévient*. {Topic}."]
      ],
      beats: [
        [
          ["🐘", "La plupart commencent par le plus *gros* morceau et lâchent avant midi."],
          ["📚", "Le réflexe classique : tout lire, ne *rien* essayer."]
        ],
        [
          ["🪜", "Fais l'inverse : le plus *petit* pas qui compte encore."],
          ["⏱️", "Dix minutes et un *minuteur*. Quand il sonne, tu arrêtes."]
        ],
        [
          ["🔁", "Répète jusqu'à l'*ennui*. Si c'est ennuyeux, c'est acquis."],
          ["📓", "Note ce qui a *changé*. Deux mots suffisent."]
        ],
        [
          ["🌱", "Une semaine comme ça vaut mieux qu'un *dimanche* héroïque."],
          ["💡", "Voilà tout le secret : *moins*, mais encore."]
        ]
      ]
    },
    {
      name: "steps",
      aim: "doing",
      hooks: [
        ["⚡", "{Topic} en *trois* étapes. On y va ?"],
        ["🧭", "Une minute, un sujet : {topic}. L'*essentiel* d'abord."],
        ["✂️", "{Topic}, sans *détour*."]
      ],
      beats: [
        [
          ["1️⃣", "D'abord, regarde : qu'est-ce que tu as *déjà*, et qu'est-ce qui gêne ?"],
          ["1️⃣", "Dis en une phrase quand ce sera *fini*. Pas de phrase, pas de départ."]
        ],
        [
          ["2️⃣", "Fais une version *rapide*. Moche, d'accord ; à moitié, non."],
          ["2️⃣", "Fais justement la partie que tu *évites*. C'est souvent la bonne."]
        ],
        [
          ["3️⃣", "Montre-le à *quelqu'un*. Une vraie question vaut dix cœurs."],
          ["3️⃣", "Reviens *demain* et corrige seulement ce qui te gêne encore."]
        ],
        [
          ["🏁", "Trois étapes, une soirée. Il n'en faut pas plus pour *commencer*."],
          ["🔓", "Deux fois, c'est un essai ; dix fois, c'est à *toi*."]
        ]
      ],
      kickers: ["Étape 1", "Étape 2", "Étape 3", "Bonus"]
    },
    {
      name: "myth",
      aim: "doing",
      hooks: [
        ["🤔", "{Topic} : réservé aux *experts* ? Vrai ou faux ?"],
        ["🧨", "Aujourd'hui, on casse un *mythe* : {topic}."],
        ["🙅", "{Topic} : arrête de *croire* ça."]
      ],
      beats: [
        [
          ["🎓", "Il paraît qu'il faut du *talent*. Il faut un début et de la patience."],
          ["💸", "Il paraît que le *matériel* coûte cher. Il finit surtout au placard."]
        ],
        [
          ["🔍", "Regarde ceux qui savent faire : les *bases*, mais plus souvent."],
          ["🧱", "Ce qui semble magique, ce sont mille *petits* gestes."]
        ],
        [
          ["🚪", "Alors commence *mal*, mais commence aujourd'hui."],
          ["🤝", "Trouve quelqu'un pour le faire *avec* toi. La moitié des doutes s'envole."]
        ],
        [
          ["✅", "Verdict : *faux*. Et voilà ta meilleure excuse partie."],
          ["🙌", "Le mythe retient les autres dehors. Toi, tu es déjà *dedans*."]
        ]
      ]
    },
    {
      name: "week",
      aim: "doing",
      hooks: [
        ["📅", "Sept jours, un sujet : {topic}. Regarde ce qui se *passe*."],
        ["🔥", "Une semaine, une seule *chose* : {topic}."],
        ["⏳", "Ce qu'une *semaine* peut changer. {Topic}."]
      ],
      beats: [
        [
          ["🐣", "Le premier jour, *observe*. Ne change rien, écris une ligne."],
          ["🌅", "Jour un : une *heure* fixe. Elle compte plus que le plan."]
        ],
        [
          ["🧗", "Le troisième jour, ça devient *long*. C'est celui qui compte."],
          ["😴", "Jour trois, pas envie ? Fais-le en *petit*, mais fais-le."]
        ],
        [
          ["📈", "Le cinquième jour, *compare* la première ligne et la dernière. Tu vois ?"],
          ["🎧", "Jour cinq : explique-le à quelqu'un en *trente* secondes."]
        ],
        [
          ["🏆", "Jour sept : tu gardes ou tu laisses. Maintenant, tu *sais*."],
          ["🎁", "Le septième jour, prévois les sept suivants. C'est ainsi que ça *reste*."]
        ]
      ],
      kickers: ["Jour 1", "Jour 3", "Jour 5", "Jour 7"]
    },
    {
      name: "questions",
      aim: "doing",
      hooks: [
        ["❓", "{Topic} : *trois* questions avant de commencer."],
        ["🧠", "Les *questions* que personne ne pose. {Topic}."],
        ["📝", "Une mini *liste* : {topic}. Garde-la."]
      ],
      beats: [
        [
          ["🎯", "Pour quoi *faire* ? Si la réponse est floue, le résultat le sera aussi."],
          ["🧳", "Qu'est-ce que tu as *déjà* ? Souvent plus que tu ne crois."]
        ],
        [
          ["🪫", "Qu'est-ce qui va te *freiner* ? Dis-le, et ça perd sa force."],
          ["🕗", "*Quand* exactement ? Un jour et une heure, pas bientôt."]
        ],
        [
          ["👣", "Quel est le *prochain* geste ? Pas le plan. Le geste."],
          ["🔎", "À quoi verras-tu que ça *marche* ? Choisis le signe avant."]
        ],
        [
          ["🧘", "Trois réponses sincères, et ça fait déjà moins *peur*."],
          ["🚀", "Tu as les trois ? Alors *vas-y*."]
        ]
      ],
      kickers: ["D'abord", "Ensuite", "Et enfin", "C'est tout"]
    },
    {
      name: "guess",
      aim: "knowing",
      hooks: [
        ["🤨", "{Topic} ? *Devine* d'abord, regarde ensuite."],
        ["🔎", "{Topic} : qu'aurais-tu répondu, *toi* ?"],
        ["🧠", "Une petite question. {Topic}. *Réfléchis* un instant."]
      ],
      beats: [
        [
          ["⏳", "Cinq secondes. Ta *première* idée mérite d'être gardée."],
          ["✋", "Compte tes raisons sur une *main*. La plupart s'arrêtent à deux."]
        ],
        [
          ["🪞", "Retourne-la : que faudrait-il pour que le *contraire* soit vrai ?"],
          ["👥", "Demande à la personne d'à côté. Deux *réponses* valent mieux qu'une."]
        ],
        [
          ["🔬", "La prochaine fois, regarde de *près*. Le meilleur est sous nos yeux."],
          ["📖", "Vérifie à *deux* endroits. S'ils se contredisent, ça devient intéressant."]
        ],
        [
          ["😲", "Quoi que tu trouves, c'est la *surprise* qui reste."],
          ["🌟", "C'est ainsi qu'une question devient une *habitude*."]
        ]
      ]
    },
    {
      name: "curious",
      aim: "knowing",
      hooks: [
        ["👀", "Vu cent fois, jamais *demandé*. {Topic}."],
        ["🧩", "{Topic} : la version *courte* d'une longue histoire."],
        ["💭", "Une question pour *aujourd'hui* : {topic}."]
      ],
      beats: [
        [
          ["🙈", "On ne pose plus de questions sur ce qu'on voit *chaque* jour."],
          ["🧒", "Un enfant demanderait tout de *suite*. Les grands passent leur chemin."]
        ],
        [
          ["🪜", "Commence par ce dont tu es *sûr*. C'est moins que tu ne crois."],
          ["🗂️", "Coupe-la en *deux* : ce qui se passe, et à quoi ça sert."]
        ],
        [
          ["🎬", "Regarde une fois au *ralenti*, dans ta tête ou sur ton téléphone."],
          ["📝", "Note ton idée *avant* de chercher."]
        ],
        [
          ["🎁", "Se tromper, c'est le *meilleur* moment : on y apprend."],
          ["🔗", "Une réponse et *trois* nouvelles questions. Bon signe."]
        ]
      ]
    }
  ],
  ctas: [
    ["📌", "*Enregistre* pour le retrouver au bon moment."],
    ["👇", "Dis-moi en commentaire : où en es-*tu* ?"],
    ["➕", "*Abonne-toi* pour la suite."],
    ["📤", "Envoie-le à la personne qui en a *besoin* aujourd'hui."],
    ["💬", "Que ferais-tu *autrement* ? Écris-le en dessous."]
  ],
  captions: [
    "{Topic}, en moins d'une minute. Qu'est-ce qui t'a surpris ?",
    "{Topic} n'a pas besoin d'être compliqué. À garder pour plus tard.",
    "Commence petit, commence aujourd'hui : {topic}.",
    "{Topic} : essaie cette semaine et raconte-moi."
  ],
  question: /^(?:pourquoi|qu'est-ce|que|quoi|qui|quand|où|quel(?:le)?s?|combien|est-ce|peut-on)(?=\s)/i,
  emptyWords: new Set(
    "alors après astuces aussi autre aux avant avec bien car ces cette chaque ceux choses comme comment contre dans des deux donc elle elles encore entre est être faire fait ils jamais les leur leurs mais meilleur mieux moins mon même nos notre nous par pas pendant peu plus pour pourquoi quand que quel quelle qui quoi sans ses son sont sous sur tes tous tout toute très trois une vers vos votre vous"
      .split(
        " "
      )
  )
}
