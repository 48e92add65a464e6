/** English as the server says it, and the same in German. `{name}` stands for what changes. */
export const sentences: ReadonlyArray<readonly [string, string]> = [
  // The page itself
  ["There is no connection to the server.", "Es gibt keine Verbindung zum Server."],
  [
    "Nothing was sent. Try it again when it says Live.",
    "Nichts wurde gesendet. Versuchen Sie es noch einmal, wenn oben „Live“ steht."
  ],
  ["The server failed while it answered.", "Der Server ist beim Antworten gescheitert."],
  [
    "Look into the server's log, then try again.",
    "Sehen Sie in das Log des Servers, dann versuchen Sie es noch einmal."
  ],
  ["The answer to {call} could not be read: {why}", "Die Antwort auf {call} war nicht zu lesen: {why}"],
  ["Reload the page.", "Laden Sie die Seite neu."],
  // The door
  [
    "The call carries no API key that is known and valid.",
    "Der Aufruf trägt keinen bekannten, gültigen API-Schlüssel."
  ],
  [
    "Send `Authorization: Bearer <api key>`; on the command line set CALLSHEET_API_KEY.",
    "Melden Sie sich neu an; auf der Befehlszeile setzen Sie CALLSHEET_API_KEY."
  ],
  ["Or make a key.", "Oder erzeugen Sie einen Schlüssel."],
  ["Too many unknown keys came from this address.", "Von dieser Adresse kamen zu viele unbekannte Schlüssel."],
  [
    "Look whether the key is right, then try again in {n} s.",
    "Prüfen Sie den Schlüssel und versuchen Sie es in {n} s noch einmal."
  ],
  ["{call} is not open to the role {role}.", "Die Rolle {role} darf „{call}“ nicht."],
  ["Ask someone with the role {roles}.", "Fragen Sie jemanden mit dieser Rolle: {roles}."],
  ["Correct it and send it again.", "Berichtigen Sie es und senden Sie es noch einmal."],
  [
    "Correct these and send it again; nothing was stored.",
    "Berichtigen Sie alles und senden Sie es noch einmal; gespeichert wurde nichts."
  ],
  [
    "The idempotency key {key} was already used for another request, or by another API key of the org.",
    "Der Schlüssel {key} dieser Anfrage wurde schon für eine andere benutzt."
  ],
  [
    "Use a new key for a new wish; repeat a wish with the same key, the same body and the API key that made it.",
    "Laden Sie die Seite neu und versuchen Sie es noch einmal."
  ],
  ["{id} changed its owner meanwhile.", "{id} ist eben zu einem anderen Worker gewechselt."],
  ["Ask again with the same command id.", "Versuchen Sie es noch einmal; nichts geschieht doppelt."],
  ["{what} cannot be served right now.", "Das geht gerade nicht: Der Server ist ausgelastet."],
  [
    "Try again in {n} s with the same idempotency key.",
    "Versuchen Sie es in {n} s noch einmal; nichts geschieht doppelt."
  ],
  ["There is no {what} {id}.", "{id} gibt es nicht."],
  ["See what there is.", "Sehen Sie nach, was es gibt."],
  ["{command} is not possible while {id} is {status}.", "„{command}“ geht nicht: {id} steht auf „{status}“."],
  ["Possible now: {allowed}.", "Jetzt möglich: {allowed}."],
  ["{status} is final.", "„{status}“ ist endgültig."],
  [
    "What was asked cannot be stored: {cause}.",
    "Das lässt sich nicht speichern: {cause}."
  ],
  // Plans
  ["There is no plan {id}.", "Den Plan {id} gibt es nicht."],
  ["List the plans there are.", "Sehen Sie nach, welche Pläne es gibt."],
  ["Plan {id} exists already.", "Den Plan {id} gibt es schon."],
  ["Look at it.", "Sehen Sie ihn an."],
  [
    "{command} is not possible: plan {id} is locked (and {status}). Possible now: unlock.",
    "„{command}“ geht nicht: Der Plan ist gesperrt und steht auf „{status}“."
  ],
  ["Unlock it first.", "Entsperren Sie ihn zuerst."],
  ["Plan {id} is not locked.", "Der Plan ist nicht gesperrt."],
  ["Nothing needs to be done. Look at it.", "Nichts ist zu tun. Sehen Sie ihn an."],
  ["Nothing needs to be done.", "Nichts ist zu tun."],
  ["The slot {slot} of plan {id} has passed.", "Der Termin {slot} ist vorbei."],
  ["Choose a later slot.", "Wählen Sie einen späteren Termin."],
  [
    "Plan {id} has a topic, but no notes and no script, and no language model is configured to write about it.",
    "Der Plan hat ein Thema, aber weder Notizen noch Skript, und kein Sprachmodell ist eingerichtet, das darüber schreiben könnte."
  ],
  ["Add notes.", "Ergänzen Sie Notizen."],
  ["then approve it.", "danach geben Sie die Idee frei."],
  ["Or bring your own script.", "Oder bringen Sie ein eigenes Skript mit."],
  [
    "Or name a model in CALLSHEET_LLM_MODEL; `callsheet doctor` finds those that run on this machine.",
    "Oder nennen Sie ein Modell in CALLSHEET_LLM_MODEL; `callsheet doctor` findet die auf dieser Maschine."
  ],
  ["Or end this plan.", "Oder sagen Sie den Plan ab."],
  [
    "Plan {id} was changed meanwhile: {fields} by {by} at {at}. Nothing of yours was stored.",
    "Der Plan wurde inzwischen geändert: {fields}, von {by}. Von Ihnen wurde nichts gespeichert."
  ],
  ["Look at it as it is now (version {version}).", "Sehen Sie ihn an, wie er jetzt ist (Version {version})."],
  ["then make your change again.", "danach ändern Sie ihn noch einmal."],
  ["Plan {id} says exactly this already; nothing changes.", "Genau das steht schon da; nichts ändert sich."],
  [
    "Nobody has edited plan {id}, so there is nothing to undo.",
    "Niemand hat den Plan geändert; es gibt nichts zurückzunehmen."
  ],
  ["See what happened to it.", "Sehen Sie nach, was geschah."],
  [
    "Take {n} of plan {id} is being written; one is written at a time.",
    "Fassung {n} wird gerade geschrieben; es ist immer nur eine."
  ],
  ["See whether it is there.", "Sehen Sie nach, ob sie da ist."],
  ["Plan {id} has no take {n} that waits for its words.", "Es gibt keine Fassung {n}, die auf ihre Worte wartet."],
  ["Plan {id} has no take {n} with words to choose.", "Es gibt keine Fassung {n}, aus der zu wählen ist."],
  [
    "Take {n} of plan {id} has no option {option}; it has {options}, and option 0 is what stood there before where something did.",
    "Fassung {n} hat keinen Vorschlag {option}; sie hat {options}."
  ],
  ["List its takes.", "Sehen Sie die Fassungen an."],
  [
    "Plan {id} has no script yet of which another {of} could be made.",
    "Der Plan hat noch kein Skript; eine neue Fassung geht erst danach."
  ],
  ["Line {line} of plan {id} shows no picture.", "Zeile {line} zeigt kein Bild."],
  [
    "The script of plan {id} has {lines} lines; there is no line {line}.",
    "Das Skript hat {lines} Zeilen; Zeile {line} gibt es nicht."
  ],
  ["Approve it to have one written.", "Geben Sie die Idee frei, damit eines geschrieben wird."],
  ["Or bring your own.", "Oder bringen Sie ein eigenes mit."],
  ["Say what to look for.", "Sagen Sie, wonach gesucht werden soll."],
  ["Count its lines.", "Zählen Sie die Zeilen."],
  [
    "Plan {id} changed after you looked at it: its digest is {digest}, not {seen}.",
    "Der Plan hat sich geändert, nachdem Sie ihn angesehen haben."
  ],
  ["Look at it again.", "Sehen Sie ihn noch einmal an."],
  ["then release it.", "danach geben Sie das Video frei."],
  [
    "Plan {id} is {status} and has no finished video to release yet.",
    "Der Plan steht auf „{status}“; ein fertiges Video gibt es noch nicht."
  ],
  ["See what it waits for.", "Sehen Sie nach, worauf er wartet."],
  [
    "{command} is not possible: TikTok holds publication {publishId} of plan {id}, and it may become a post.",
    "„{command}“ geht nicht: Das Video liegt bei TikTok ({publishId}) und kann noch ein Post werden."
  ],
  [
    "Ask TikTok how it ended; that never posts twice.",
    "Fragen Sie TikTok, wie es ausging; doppelt gepostet wird dabei nie."
  ],
  ["Nobody has chosen who may see the post of plan {id}.", "Noch hat niemand gewählt, wer den Post sehen darf."],
  ["Choose one.", "Wählen Sie eine Sichtbarkeit."],
  [
    "Branded content of plan {id} cannot be visible to its creator alone: TikTok does not allow it.",
    "Bezahlte Werbung darf nicht nur für den Creator sichtbar sein: TikTok erlaubt es nicht."
  ],
  [
    "Branded content cannot be visible to its creator alone: TikTok does not allow it.",
    "Bezahlte Werbung darf nicht nur für den Creator sichtbar sein: TikTok erlaubt es nicht."
  ],
  ["Choose a wider privacy.", "Wählen Sie eine weitere Sichtbarkeit."],
  ["Or drop the disclosure.", "Oder lassen Sie die Kennzeichnung weg."],
  [
    "Choose a wider privacy or drop the disclosure.",
    "Wählen Sie eine weitere Sichtbarkeit, oder lassen Sie die Kennzeichnung weg."
  ],
  [
    "Plan {id} was not stopped by the policy or by an earlier video, so there is nothing to allow.",
    "Weder die Regeln noch ein früheres Video haben den Plan angehalten; es gibt nichts durchzulassen."
  ],
  ["See why it stopped.", "Sehen Sie nach, warum er anhielt."],
  ["Or try again.", "Oder lassen Sie ihn weitergehen."],
  ["Plan {id} does not wait for {what}.", "Der Plan wartet nicht auf {what}."],
  // Assets and files
  ["There is no asset {id}.", "Zu diesem Plan gibt es noch nichts."],
  ["An asset begins when its plan is approved.", "Die Arbeit beginnt, wenn die Idee freigegeben ist."],
  [
    "Asset {id} already has publication {publishId}; a second one could become a second post.",
    "Das Video liegt schon bei TikTok ({publishId}); ein zweites Mal könnte ein zweiter Post werden."
  ],
  [
    "Follow the open publication; a new one is opened only once TikTok or its expiry has ended it.",
    "Warten Sie, wie das erste Mal ausgeht; erst danach beginnt ein neues."
  ],
  ["Publication {n} is not the open publication of asset {id}.", "{n} ist nicht die laufende Veröffentlichung."],
  [
    "{n} comes from an earlier take of asset {id}; another one is being made.",
    "{n} gehört zu einem früheren Take; ein neuer wird gerade gemacht."
  ],
  ["Asset {id} does not wait for {work}.", "Auf {work} wird hier nicht gewartet."],
  ["What asset {id} holds is not what was released.", "Was da ist, ist nicht das, was freigegeben wurde."],
  ["Review and release the video again.", "Sehen Sie das Video an und geben Sie es noch einmal frei."],
  ["There is no video yet.", "Noch gibt es kein Video."],
  ["There is no finished video to look at yet.", "Noch gibt es kein fertiges Video zum Ansehen."],
  ["See what the plan waits for.", "Sehen Sie nach, worauf der Plan wartet."],
  [
    "The file has {size}; the library takes files of up to {most}.",
    "Die Datei hat {size}; die Bibliothek nimmt bis zu {most}."
  ],
  [
    "The file has {size}; a file of this kind may have {most}.",
    "Die Datei hat {size}; bei dieser Art sind {most} möglich."
  ],
  ["Save it smaller and upload that.", "Speichern Sie sie kleiner und laden Sie diese hoch."],
  ["The file is needed by {uses}.", "Die Datei wird gebraucht: {uses}."],
  ["See how it goes on.", "Sehen Sie nach, wie es weitergeht."],
  [
    "It is about to be posted. To change it, pause its account (callsheet account pause {id}): if TikTok was not asked yet, it stops and asks you.",
    "Er wird gleich gepostet. Um ihn zu ändern, pausieren Sie das Konto: Wenn TikTok noch nicht gefragt wurde, hält er an und fragt Sie."
  ],
  [
    "TikTok holds it, and it becomes a post. See how it goes on.",
    "TikTok hat es, und es wird ein Post. Sehen Sie nach, wie es weitergeht."
  ],
  [
    "It is with TikTok: change or delete the post in the TikTok app, or add another plan. See what is known of it.",
    "Es ist bei TikTok: Ändern oder löschen Sie den Post in der TikTok-App, oder planen Sie einen neuen. Sehen Sie nach, was bekannt ist."
  ],
  // Accounts
  ["There is no account {id}.", "Das Konto {id} gibt es nicht."],
  ["List the accounts there are.", "Sehen Sie nach, welche Konten es gibt."],
  [
    "TikTok no longer accepts the connection of account {id}.",
    "TikTok nimmt die Verbindung dieses Kontos nicht mehr an."
  ],
  [
    "Connect it again; plans that wait go on by themselves.",
    "Verbinden Sie es wieder; wartende Pläne gehen von selbst weiter."
  ],
  ["Account {id} rests until {until}: {because}", "Das Konto ruht bis {until}: {because}"],
  [
    "Nothing needs to be done: its plans go on by themselves once the account is free again.",
    "Nichts ist zu tun: Seine Pläne gehen von selbst weiter, sobald das Konto wieder frei ist."
  ],
  ["Account {id} was disconnected.", "Das Konto wurde getrennt."],
  ["Connect it again.", "Verbinden Sie es wieder."],
  ["The access token of account {id} is being renewed.", "Das Token des Kontos wird gerade erneuert."],
  [
    "Nothing needs to be done: the call is made as soon as the new token is stored.",
    "Nichts ist zu tun: Es geht weiter, sobald das neue Token da ist."
  ],
  [
    "TikTok allows {limit} such calls in {span} for account {id}; the next one is free at {until}.",
    "TikTok erlaubt {limit} solche Aufrufe in {span}; der nächste ist um {until} frei."
  ],
  [
    "Nothing needs to be done: the call is made as soon as it is free.",
    "Nichts ist zu tun: Der Aufruf geht hinaus, sobald Platz ist."
  ],
  [
    "The TikTok account {name} is connected to another org.",
    "Das TikTok-Konto {name} ist mit einer anderen Organisation verbunden."
  ],
  ["Have it disconnected in that org first.", "Lassen Sie es dort zuerst trennen."],
  ["Or connect another TikTok account here.", "Oder verbinden Sie hier ein anderes TikTok-Konto."],
  [
    "{name} does not offer {privacy} right now; it offers {levels}.",
    "{name} bietet {privacy} gerade nicht an, sondern: {levels}."
  ],
  ["Choose one that it offers.", "Wählen Sie eine davon."],
  [
    "{name} has posted {n} of {limit} times in 24 hours, which is all TikTok allows.",
    "{name} hat in 24 Stunden {n} von {limit} Posts gesendet; mehr erlaubt TikTok nicht."
  ],
  ["Try again after {at}.", "Versuchen Sie es nach {at} noch einmal."],
  ["The consent given to this account ends at {at}.", "Die Einwilligung dieses Kontos endet: {at}."],
  ["The consent given to this account ended at {at}.", "Die Einwilligung dieses Kontos ist zu Ende seit {at}."],
  [
    "Connect {name} again before then; nothing stops until that moment.",
    "Verbinden Sie {name} vorher wieder; bis dahin hält nichts an."
  ],
  [
    "Connect {name} again; plans that wait go on by themselves.",
    "Verbinden Sie {name} wieder; wartende Pläne gehen von selbst weiter."
  ],
  // The org
  ["There is no org {id}.", "Die Organisation {id} gibt es nicht."],
  ["List the orgs there are.", "Sehen Sie nach, welche es gibt."],
  ["Org {id} exists already.", "Die Organisation {id} gibt es schon."],
  [
    "The {kind} limit of {limit} leaves no room for {asked}: {used} used, {reserved} reserved. It resets at {at}.",
    "Die Grenze {limit} ({kind}) lässt keinen Raum für {asked}: {used} verbraucht, {reserved} vorgemerkt. Sie beginnt neu: {at}."
  ],
  ["Wait for the reset, or raise the limit.", "Warten Sie, bis sie neu beginnt, oder heben Sie sie an."],
  ["What was asked to be reserved for {what} came too late.", "Die Vormerkung für {what} kam zu spät."],
  [
    "Nothing was reserved. Ask again: a second later it counts as a new question.",
    "Nichts wurde vorgemerkt. Versuchen Sie es noch einmal."
  ],
  [
    "Merged gates publish without a second look, so they need the name of the person who answers for that.",
    "Mit einer einzigen Freigabe wird ohne zweiten Blick gepostet; dafür braucht es den Namen eines Menschen, der es verantwortet."
  ],
  ["Name the owner.", "Nennen Sie ihn."],
  ["Nothing was changed. Write the whole rule.", "Nichts wurde geändert. Schreiben Sie die ganze Regel."],
  [
    "Key {id} is the last owner key of {org} that lasts; without it nobody could make another.",
    "{id} ist der letzte dauerhafte Schlüssel eines Inhabers; ohne ihn könnte niemand einen anderen erzeugen."
  ],
  ["Make its successor first, without an end.", "Erzeugen Sie zuerst seinen Nachfolger, ohne Ende."],
  [
    "This idempotency key has made an API key already, and its text was shown then; it is stored nowhere.",
    "Der Schlüssel wurde schon erzeugt und gezeigt; gespeichert ist er nirgends."
  ],
  ["If it was lost, find it.", "Wenn er verloren ist, suchen Sie ihn."],
  ["revoke it.", "widerrufen Sie ihn."],
  ["make another one.", "erzeugen Sie einen anderen."],
  // Links, kits and takes
  [
    "This review link does not open anything: its time is over, it was closed, or it was changed.",
    "Dieser Link öffnet nichts: Seine Zeit ist um, er wurde geschlossen, oder er wurde verändert."
  ],
  ["Ask the person who sent it for another one.", "Bitten Sie, wer ihn gesendet hat, um einen neuen."],
  [
    "What this link was made for is no longer what is to be decided.",
    "Wofür dieser Link gemacht wurde, steht so nicht mehr zur Entscheidung."
  ],
  [
    "Nothing was answered. Load the page again, or ask the person who sent the link for another one.",
    "Nichts wurde gesendet. Laden Sie die Seite neu, oder bitten Sie um einen neuen Link."
  ],
  ["This link lets you comment, and nothing else.", "Mit diesem Link können Sie nur kommentieren."],
  [
    "Ask the person who sent it for a link that lets you decide.",
    "Bitten Sie um einen Link, mit dem Sie entscheiden können."
  ],
  ["It says nothing.", "Der Kommentar ist leer."],
  [
    "Write what should be known, and send it again.",
    "Schreiben Sie, was man wissen soll, und senden Sie es noch einmal."
  ],
  ["This page has its {n} answers.", "Diese Seite hat schon {n} Antworten; mehr gehen nicht."],
  ["Tell the person who sent the link.", "Sagen Sie es der Person, die den Link gesendet hat."],
  [
    "A guest who may only comment cannot release the plan.",
    "Ein Gast, der nur kommentiert, kann das Video nicht freigeben."
  ],
  [
    "Give may=decide together with settings, or leave settings out.",
    "Lassen Sie den Gast entscheiden, oder lassen Sie die Einstellungen weg."
  ],
  [
    "{n} review links of this plan are open, and no more can be.",
    "{n} Links zu diesem Plan sind offen; mehr gehen nicht."
  ],
  ["Find one that nobody needs.", "Suchen Sie einen, den niemand braucht."],
  [
    "This link does not open anything: its time is over, or it was changed.",
    "Dieser Link öffnet nichts: Seine Zeit ist um, oder er wurde verändert."
  ],
  ["Make another one.", "Erzeugen Sie einen neuen."],
  ["There is no preset {name} any more.", "Die Vorlage {name} gibt es nicht mehr."],
  ["The preset was changed since: it has version {n}.", "Die Vorlage wurde inzwischen geändert: Sie hat Version {n}."],
  ["Look at it and set it again: callsheet preset list", "Sehen Sie sie an und speichern Sie noch einmal."],
  ["The org has {n} presets, and more are not possible.", "Es gibt {n} Vorlagen; mehr gehen nicht."],
  ["Remove one that nobody needs: callsheet preset remove NAME", "Entfernen Sie eine, die niemand braucht."],
  [
    "The brand kit was changed since: it has version {n} or a later one.",
    "Die Marke wurde inzwischen geändert: Sie hat Version {n} oder eine spätere."
  ],
  ["Look at it and set it again.", "Sehen Sie sie an und speichern Sie noch einmal."],
  [
    "The voice was changed since: it has version {n} or a later one.",
    "Die Stimme wurde inzwischen geändert: Sie hat Version {n} oder eine spätere."
  ],
  ["Look at it, then set it again.", "Sehen Sie sie an und speichern Sie noch einmal."],
  [
    "Another take of plan {id} is bought from the language model, and nobody has approved the plan yet.",
    "Eine neue Fassung wird beim Sprachmodell gekauft, und noch hat niemand die Idee freigegeben."
  ],
  ["Have it approved first.", "Lassen Sie sie zuerst freigeben."],
  ["Or write it yourself.", "Oder schreiben Sie selbst."],
  // Jobs
  [
    "{job} carries news that nothing else would bring; without it a plan would wait for good.",
    "{job} bringt eine Nachricht, die sonst niemand bringt; ohne ihn wartete ein Plan für immer."
  ],
  ["Let it run.", "Lassen Sie ihn laufen."],
  ["To end the plan.", "Um den Plan zu beenden, sagen Sie ihn ab."],
  [
    "{job} renews the access of account {id}; without it nothing could be posted there.",
    "{job} erneuert den Zugang eines Kontos; ohne ihn könnte dort nichts gepostet werden."
  ],
  ["To stop using the account.", "Um das Konto nicht mehr zu benutzen, trennen Sie es."],
  ["Ask for another take.", "Bestellen Sie eine neue Fassung."],
  ["Let it go on.", "Lassen Sie ihn weitergehen."],
  ["Or end the plan.", "Oder sagen Sie den Plan ab."],
  // What stops a plan
  ["The organisation's policy bans {found}.", "Ihre Regeln verbieten: {found}."],
  [
    "The organisation's policy wants {missing} in the caption.",
    "Ihre Regeln verlangen in der Bildunterschrift: {missing}."
  ],
  ["An approver can allow it.", "Wer freigeben darf, kann es durchlassen."],
  ["Or change the words.", "Oder ändern Sie die Worte."],
  ["then go on.", "danach lassen Sie ihn weitergehen."],
  ["Or change the policy.", "Oder ändern Sie die Regeln."],
  ["Compare them.", "Vergleichen Sie beide."],
  ["For new words, reject it.", "Für neue Worte lehnen Sie ihn ab."],
  ["then take the plan up again.", "danach nehmen Sie den Plan wieder auf."],
  ["Or have another video made: reject this one.", "Oder lassen Sie ein anderes Video machen: Lehnen Sie dieses ab."],
  ["Or cancel it.", "Oder sagen Sie ihn ab."],
  ["Or drop it.", "Oder sagen Sie ihn ab."],
  [
    "The video is the one of plan {id} of this account, byte for byte.",
    "Das Video ist Byte für Byte das von Plan {id} dieses Kontos."
  ],
  [
    "The script says the same as plan {id} of this account (100 % alike).",
    "Das Skript sagt dasselbe wie Plan {id} dieses Kontos (zu 100 % gleich)."
  ],
  [
    "The script is {n} % alike with plan {id} of this account.",
    "Das Skript ist zu {n} % gleich mit Plan {id} dieses Kontos."
  ],
  ["{n} more of this account say nearly the same.", "{n} weitere dieses Kontos sagen fast dasselbe."],
  ["The slot {slot} has passed, and nothing was posted.", "Der Termin {slot} ist vorbei, und nichts wurde gepostet."],
  ["The plan was locked, or the system was down.", "Der Plan war gesperrt, oder das System stand."],
  ["Its jobs say what held it up.", "Die Aufträge sagen, was ihn aufhielt."],
  ["Post it now.", "Posten Sie jetzt."],
  ["Or give it a new slot.", "Oder geben Sie ihm einen neuen Termin."],
  ["Give it a new slot.", "Geben Sie ihm einen neuen Termin."],
  [
    "Nobody approved the plan before its slot {slot} ran out.",
    "Niemand hat die Idee freigegeben, bevor der Termin {slot} vorbei war."
  ],
  [
    "Nobody released the finished video before its slot {slot} ran out.",
    "Niemand hat das fertige Video freigegeben, bevor der Termin {slot} vorbei war."
  ],
  [
    "The video was not finished in time for its slot {slot}.",
    "Das Video wurde nicht rechtzeitig zum Termin {slot} fertig."
  ],
  [
    "See what it waits for; it goes on by itself once the cause is gone.",
    "Sehen Sie nach, worauf er wartet; er geht von selbst weiter, sobald der Grund weg ist."
  ],
  [
    "TikTok has not confirmed the publication in four hours.",
    "TikTok hat die Veröffentlichung vier Stunden lang nicht bestätigt."
  ],
  [
    "Look at the account in the app; asking again never posts twice.",
    "Sehen Sie in der App nach; noch einmal zu fragen postet nie doppelt."
  ],
  [
    "TikTok took the post but has not listed it for three days; it may still be in moderation.",
    "TikTok hat den Post angenommen, aber drei Tage nicht aufgelistet; vielleicht wird er noch geprüft."
  ],
  ["Look at the account in the app, then ask again.", "Sehen Sie in der App nach, dann fragen Sie noch einmal."],
  [
    "Its slot came while posting of {what} was paused by {by} since {at} until {until}. Nothing was posted.",
    "Der Termin kam, während das Posten von {what} pausiert war, von {by} seit {at} bis {until}. Nichts wurde gepostet."
  ],
  [
    "Its slot came while posting of {what} was paused by {by} since {at}: {reason}. Nothing was posted.",
    "Der Termin kam, während das Posten von {what} pausiert war, von {by} seit {at}: {reason}. Nichts wurde gepostet."
  ],
  [
    "Its slot came while posting of {what} was paused by {by} since {at}. Nothing was posted.",
    "Der Termin kam, während das Posten von {what} pausiert war, von {by} seit {at}. Nichts wurde gepostet."
  ],
  ["then post it now.", "danach posten Sie jetzt."],
  [
    "Have its operator resume posting (callsheet resume).",
    "Bitten Sie den Betrieb, das Posten fortzusetzen (callsheet resume)."
  ],
  [
    "If it does not go on by itself after that, try again.",
    "Wenn er danach nicht von selbst weitergeht, lassen Sie ihn weitergehen."
  ],
  [
    "The account does not offer {privacy} right now; it offers {levels}.",
    "Das Konto bietet {privacy} gerade nicht an, sondern: {levels}."
  ],
  [
    "Release it with one of these, which makes nothing again.",
    "Geben Sie es mit einer davon frei; neu gemacht wird dabei nichts."
  ],
  [
    "The video lasts {n} s; this account may post {most} s.",
    "Das Video dauert {n} s; dieses Konto darf {most} s posten."
  ],
  ["Shorten the script.", "Kürzen Sie das Skript."],
  [
    "The upload address ended before the upload was complete; nothing was posted.",
    "Die Upload-Adresse lief ab, bevor alles hochgeladen war; nichts wurde gepostet."
  ],
  [
    "TikTok does not say whether the whole video arrived, and the upload address has ended.",
    "TikTok sagt nicht, ob das ganze Video ankam, und die Upload-Adresse ist abgelaufen."
  ],
  [
    "Look in the TikTok app whether the video is there; asking TikTok again never posts twice.",
    "Sehen Sie in der TikTok-App nach, ob das Video da ist; noch einmal zu fragen postet nie doppelt."
  ],
  [
    "This step failed in a way nobody foresaw: {cause}",
    "Dieser Schritt scheiterte auf unvorhergesehene Weise: {cause}"
  ],
  [
    "Report it with the job's id; the log has the whole story. It can be run again.",
    "Melden Sie es mit der Nummer des Auftrags; das Log sagt alles Weitere. Er kann noch einmal laufen."
  ],
  // What TikTok says no to
  ["TikTok cannot be reached.", "TikTok ist nicht zu erreichen."],
  ["The connection to TikTok broke off.", "Die Verbindung zu TikTok brach ab."],
  ["TikTok did not answer in time.", "TikTok hat nicht rechtzeitig geantwortet."],
  ["TikTok cannot answer right now.", "TikTok kann gerade nicht antworten."],
  [
    "Nothing to do: it is tried again with growing pauses.",
    "Nichts ist zu tun: Es wird mit wachsenden Pausen wieder versucht."
  ],
  ["TikTok refused the request as invalid.", "TikTok hat die Anfrage als ungültig abgelehnt."],
  ["TikTok refused the request as invalid ({code}).", "TikTok hat die Anfrage als ungültig abgelehnt ({code})."],
  ["It says: \"{detail}\".", "Es sagt: „{detail}“."],
  ["Look at the settings of the post.", "Sehen Sie die Einstellungen des Posts an."],
  ["Change them.", "Ändern Sie sie."],
  ["If they are right, report this with its log id.", "Wenn sie stimmen, melden Sie dies mit der Log-Nummer."],
  [
    "TikTok does not accept this app's credentials or its registration.",
    "TikTok nimmt die Zugangsdaten dieser App nicht an."
  ],
  ["Connect the account again.", "Verbinden Sie das Konto wieder."],
  ["TikTok refused the video: {what}.", "TikTok hat das Video abgelehnt: {what}."],
  ["TikTok judged this account or post to be a spam risk.", "TikTok hält dieses Konto oder diesen Post für Spam."],
  ["TikTok refused with a reason this version does not know.", "TikTok hat aus einem unbekannten Grund abgelehnt."],
  [
    "TikTok refused with a reason this version does not know ({code}).",
    "TikTok hat aus einem unbekannten Grund abgelehnt ({code})."
  ],
  [
    "Look at the account in the TikTok app and report the code with its log id, then try again.",
    "Sehen Sie das Konto in der TikTok-App an, melden Sie den Code mit der Log-Nummer, und lassen Sie ihn weitergehen."
  ],
  ["The creator's TikTok app is too old to take the draft.", "Die TikTok-App des Creators ist für Entwürfe zu alt."],
  [
    "Update the TikTok app to version 31.8 or newer, then try again.",
    "Bringen Sie die TikTok-App auf Version 31.8 oder neuer, dann lassen Sie ihn weitergehen."
  ],
  [
    "TikTok does not know this publication, or no longer does.",
    "TikTok kennt diese Veröffentlichung nicht oder nicht mehr."
  ],
  [
    "Look in the TikTok app whether the video is there. If it is, end the plan.",
    "Sehen Sie in der TikTok-App nach, ob das Video da ist. Wenn ja, beenden Sie den Plan."
  ],
  ["If it is not, ask TikTok once more.", "Wenn nicht, fragen Sie TikTok noch einmal."],
  [
    "This publication belongs to another TikTok account or app.",
    "Diese Veröffentlichung gehört zu einem anderen TikTok-Konto oder einer anderen App."
  ],
  [
    "Look whether the account was connected as someone else.",
    "Sehen Sie nach, ob das Konto als jemand anderes verbunden wurde."
  ],
  [
    "TikTok has finished this publication; it can no longer be cancelled.",
    "TikTok ist damit fertig; es lässt sich nicht mehr absagen."
  ],
  ["Delete the post in the TikTok app if it must go.", "Löschen Sie den Post in der TikTok-App, wenn er weg muss."],
  ["TikTok no longer accepts the account's access token.", "TikTok nimmt das Token des Kontos nicht mehr an."],
  ["The account did not grant a permission this needs.", "Das Konto hat eine nötige Erlaubnis nicht gegeben."],
  [
    "The creator removed this app's access while the post was under way.",
    "Der Creator hat der App den Zugang entzogen, während der Post unterwegs war."
  ],
  ["TikTok's rate limit for this call is used up.", "TikToks Grenze für diesen Aufruf ist erreicht."],
  [
    "Nothing to do: it goes on when the window has emptied.",
    "Nichts ist zu tun: Es geht weiter, sobald wieder Platz ist."
  ],
  [
    "TikTok's daily number of posts for this creator is used up.",
    "Die Posts dieses Creators für heute sind bei TikTok aufgebraucht."
  ],
  [
    "Nothing to do: the account goes on a day after the refusal. Plan fewer posts a day to avoid it.",
    "Nichts ist zu tun: Nach einem Tag geht es weiter. Planen Sie weniger Posts am Tag, um es zu vermeiden."
  ],
  [
    "Too many drafts wait in the creator's TikTok inbox (five in any day).",
    "Zu viele Entwürfe warten im TikTok-Postfach des Creators (fünf je Tag)."
  ],
  [
    "Finish or discard the drafts in the TikTok app; the account goes on after a day at the latest.",
    "Posten oder verwerfen Sie die Entwürfe in der TikTok-App; spätestens nach einem Tag geht es weiter."
  ],
  ["TikTok has banned this creator from posting.", "TikTok hat diesem Creator das Posten verboten."],
  ["TikTok judged the caption to be risky.", "TikTok hält die Bildunterschrift für bedenklich."],
  ["Change its caption and hashtags.", "Ändern Sie Bildunterschrift und Hashtags."],
  [
    "This app has served as many creators today as TikTok allows it.",
    "Diese App hat heute so viele Creator bedient, wie TikTok ihr erlaubt."
  ],
  [
    "Creators who already posted today go on; others wait. Pass TikTok's audit to raise the number.",
    "Wer heute schon gepostet hat, kann weiter posten; andere warten. Nach TikToks Prüfung sind es mehr."
  ],
  [
    "Until TikTok has audited this app it may only post privately, to a private account.",
    "Bis TikTok diese App geprüft hat, darf sie nur privat posten, auf einem privaten Konto."
  ],
  [
    "Set the TikTok account to private, then release the video for its creator alone.",
    "Stellen Sie das TikTok-Konto auf privat, dann geben Sie das Video nur für den Creator frei."
  ],
  ["Or pass TikTok's audit, then post it.", "Oder bestehen Sie TikToks Prüfung, dann posten Sie."],
  [
    "The creator's account does not offer the chosen privacy level.",
    "Das Konto bietet die gewählte Sichtbarkeit nicht an."
  ],
  ["Choose one that it offers; nothing is made again.", "Wählen Sie eine, die es anbietet; neu gemacht wird nichts."],
  [
    "TikTok failed while processing the video, by its own fault.",
    "TikTok ist beim Verarbeiten des Videos gescheitert, durch eigene Schuld."
  ],
  ["Nothing to do: it is sent again as a new publication.", "Nichts ist zu tun: Es wird neu gesendet."],
  ["TikTok could not fetch the media.", "TikTok konnte die Datei nicht holen."],
  ["The publication was cancelled.", "Die Veröffentlichung wurde abgebrochen."],
  ["Send it again if that was not meant.", "Senden Sie noch einmal, wenn das nicht gemeint war."],
  ["Access was not granted on TikTok's page.", "Auf TikToks Seite wurde der Zugang nicht gegeben."],
  [
    "Nobody finished TikTok's consent page in fifteen minutes.",
    "Niemand hat TikToks Einwilligungsseite in fünfzehn Minuten beendet."
  ],
  ["This connection was already finished or refused.", "Diese Verbindung wurde schon beendet oder abgelehnt."],
  ["TikTok's consent page answered: {said}", "TikToks Einwilligungsseite antwortete: {said}"],
  // What stops a video
  ["The language model cannot be reached.", "Das Sprachmodell ist nicht zu erreichen."],
  ["The language model did not answer in time.", "Das Sprachmodell hat nicht rechtzeitig geantwortet."],
  ["The language model's service has a fault.", "Der Dienst des Sprachmodells hat einen Fehler."],
  ["The language model's service limits our requests.", "Der Dienst des Sprachmodells begrenzt unsere Anfragen."],
  [
    "The language model's answer is not a script: {detail}.",
    "Die Antwort des Sprachmodells ist kein Skript: {detail}."
  ],
  ["The language model refused to write about this topic.", "Das Sprachmodell will über dieses Thema nicht schreiben."],
  [
    "The language model's content filter stopped the script.",
    "Der Inhaltsfilter des Sprachmodells hat das Skript angehalten."
  ],
  [
    "The language model's service does not accept our key.",
    "Der Dienst des Sprachmodells nimmt unseren Schlüssel nicht an."
  ],
  [
    "The account with the language model's service has no credit left.",
    "Das Guthaben beim Dienst des Sprachmodells ist aufgebraucht."
  ],
  [
    "There are no notes to write a video about \"{topic}\" from, and the writer without a model invents nothing.",
    "Es gibt keine Notizen für ein Video über „{topic}“, und ohne Sprachmodell wird nichts erfunden."
  ],
  [
    "The writer without a model has no other {what}: it writes from your notes alone, and they hold no more.",
    "Ohne Sprachmodell gibt es keine andere Fassung ({what}): Geschrieben wird nur aus Ihren Notizen, und mehr geben sie nicht her."
  ],
  ["Add to the notes.", "Ergänzen Sie die Notizen."],
  ["Or write it in your own words.", "Oder schreiben Sie es in eigenen Worten."],
  ["Or bring a script.", "Oder bringen Sie ein Skript mit."],
  [
    "Or name a model in CALLSHEET_LLM_MODEL, then try again.",
    "Oder nennen Sie ein Modell in CALLSHEET_LLM_MODEL, dann lassen Sie ihn weitergehen."
  ],
  [
    "Or name a model in CALLSHEET_LLM_MODEL, then ask for the take again.",
    "Oder nennen Sie ein Modell in CALLSHEET_LLM_MODEL, dann bestellen Sie die Fassung noch einmal."
  ],
  ["Word the topic differently.", "Fassen Sie das Thema anders."],
  ["The script has no line with a word or a picture in it.", "Das Skript hat keine Zeile mit einem Wort oder Bild."],
  ["Give the script at least one line with words.", "Geben Sie dem Skript mindestens eine Zeile mit Worten."],
  [
    "The video would be {n} seconds long; at most {most} are allowed.",
    "Das Video würde {n} Sekunden lang; höchstens {most} sind erlaubt."
  ],
  ["The media file {path} is missing or empty.", "Die Mediendatei {path} fehlt oder ist leer."],
  ["The disk that holds the media is full.", "Die Platte mit den Mediendateien ist voll."],
  ["No font has the character {glyphs}.", "Keine Schrift hat das Zeichen {glyphs}."],
  ["No font has the characters {glyphs}.", "Keine Schrift hat die Zeichen {glyphs}."],
  ["The music {file} cannot be used: {reason}.", "Die Musik {file} lässt sich nicht verwenden: {reason}."],
  ["Rendering failed in the stage \"{stage}\": {detail}", "Das Rendern scheiterte im Schritt „{stage}“: {detail}"],
  [
    "The caption with its hashtags has {n} characters; TikTok takes {most}.",
    "Die Bildunterschrift hat mit ihren Hashtags {n} Zeichen; TikTok nimmt {most}."
  ],
  // Whether a slot can be met
  [
    "The video takes about {n} minutes to make, so it would go out late, at the latest at {at}.",
    "Das Video zu machen dauert etwa {n} Minuten; es ginge verspätet hinaus, spätestens {at}."
  ],
  [
    "Account {name} must be connected again before anything is posted.",
    "{name} muss wieder verbunden werden, bevor etwas gepostet wird."
  ],
  ["Account {name} rests until {at}.", "{name} ruht bis {at}."],
  [
    "The slot has {n} plans, {limit} fit into a minute: the last would go out at {at}.",
    "Zu diesem Termin sind {n} Pläne, {limit} passen in eine Minute: Der letzte ginge um {at} hinaus."
  ],
  [
    "{n} posts of account {name} would fall into 24 hours; TikTok allows about {limit}.",
    "Damit fielen {n} Posts von {name} in 24 Stunden; TikTok erlaubt etwa {limit}."
  ],
  ["The {kind} limit of {limit} is used up.", "Die Grenze {limit} ({kind}) ist erreicht."],
  [
    "The {kind} limit of {limit} has {left} left; a video needs room for {n}.",
    "Von der Grenze {limit} ({kind}) sind {left} übrig; ein Video braucht {n}."
  ],
  [
    "Only a topic: it cannot be approved, because there is nothing to write the video from. {ways}",
    "Nur ein Thema: Es lässt sich nicht freigeben, weil es nichts gibt, woraus das Video geschrieben werden kann. Ergänzen Sie Notizen oder ein Skript."
  ],
  ["Same hour: {other} of this account is at {at}.", "Gleiche Stunde: {other} dieses Kontos hat den Termin {at}."],
  ["Same topic: {other} at {at} is about the same.", "Gleiches Thema: {other} ({at}) handelt davon."],
  [
    "Similar topic: {other} of this account at {at} is about nearly the same; a script that says the same would be held.",
    "Ähnliches Thema: {other} dieses Kontos ({at}) handelt fast davon; ein gleiches Skript würde angehalten."
  ],
  [
    "The connection of account {name} ends at {at}: connect it again before.",
    "Die Einwilligung von {name} endet {at}: Verbinden Sie es vorher wieder."
  ],
  ["Account {name} did not grant {scopes}.", "{name} hat nicht erlaubt: {scopes}."],
  [
    "The voice does not speak {language}: the video has captions and music, and no voice.",
    "Die Stimme spricht {language} nicht: Das Video hat Untertitel und Musik, aber keine Stimme."
  ],
  [
    "Posted as soon as it is made and released, until {at}; after that it asks.",
    "Wird gepostet, sobald es gemacht und freigegeben ist, bis {at}; danach wird gefragt."
  ],
  ["Approve it at once: its slot is {at}.", "Geben Sie die Idee gleich frei: Der Termin ist {at}."],
  [
    "Your policy bans the {rule} \"{word}\" in {where}: the plan would be held.",
    "Ihre Regeln verbieten „{word}“ in {where}: Der Plan würde angehalten."
  ],
  // What is wrong with what was sent
  ["It is empty; a plan needs a topic.", "Leer: Ein Plan braucht ein Thema."],
  [
    "They are empty; leave them out or write what the video is to say.",
    "Leer: Lassen Sie sie weg, oder schreiben Sie, was das Video sagen soll."
  ],
  [
    "It is empty; leave it out to have the script written.",
    "Leer: Lassen Sie es weg, dann wird das Skript geschrieben."
  ],
  [
    "It is empty; write a time or \"next\", or let the import spread the rows.",
    "Leer: Schreiben Sie eine Zeit oder „next“."
  ],
  [
    "Name the account by its id or @username; see: callsheet account list.",
    "Nennen Sie das Konto mit @Namen oder Nummer."
  ],
  [
    "There is no account {name} in this org; see: callsheet account list.",
    "Das Konto {name} gibt es in dieser Organisation nicht."
  ],
  [
    "Account {name} is disconnected; connect it: callsheet account connect --org {org}",
    "{name} ist getrennt; verbinden Sie es wieder."
  ],
  ["There is no such column; possible are {columns}.", "Diese Spalte gibt es nicht; möglich sind {columns}."],
  ["{text} is neither true nor false.", "{text} ist weder ja noch nein (true, false)."],
  ["{text} is none of {all}.", "{text} ist keines von {all}."],
  [
    "{text} is not a time. {how}",
    "{text} ist keine Zeit. Schreiben Sie 2026-11-24T18:00 (in der Zone des Plans) oder 2026-11-24T18:00+01:00"
  ],
  ["{text} names a day without an hour. {how}", "{text} nennt einen Tag ohne Stunde. Schreiben Sie 2026-11-24T18:00"],
  [
    "{text} names a day without an hour; write one, or give all such rows one (--time 18:00) or a rhythm (--spread 1/day).",
    "{text} nennt einen Tag ohne Stunde; schreiben Sie eine dazu, etwa 18:00."
  ],
  ["{text} is a day or an hour that does not exist.", "{text} ist ein Tag oder eine Stunde, die es nicht gibt."],
  [
    "{text} can be read in two ways. Say whether the day (dmy) or the month (mdy) comes first, or write 2026-11-24.",
    "{text} lässt sich auf zwei Arten lesen. Schreiben Sie 2026-11-24"
  ],
  [
    "{text} happens twice in {zone}, because the clocks are set back; write which one is meant: {a} or {b}.",
    "{text} kommt in {zone} zweimal, weil die Uhr zurückgestellt wird; schreiben Sie, welche gemeint ist: {a} oder {b}."
  ],
  [
    "{text} does not exist in {zone}, because the clocks are set forward over it; the times beside it are {a} and {b}.",
    "{text} gibt es in {zone} nicht, weil die Uhr vorgestellt wird; daneben liegen {a} und {b}."
  ],
  [
    "{zone} is not a known time zone; write an IANA name such as Europe/Berlin or UTC.",
    "{zone} ist keine bekannte Zeitzone; schreiben Sie etwa Europe/Berlin oder UTC."
  ],
  [
    "{at} ({iso}) has passed; choose a later slot, \"now\" or \"next\".",
    "{at} ist vorbei; wählen Sie einen späteren Termin, „now“ oder „next“."
  ],
  [
    "{language} is not a language; write a tag such as en or de-AT.",
    "{language} ist keine Sprache; schreiben Sie etwa de oder de-AT."
  ],
  ["There is no preset {name}; see: callsheet preset list.", "Die Vorlage {name} gibt es nicht."],
  ["{time} is not an hour of a day; write 18:00 or 6 pm.", "{time} ist keine Uhrzeit; schreiben Sie 18:00."],
  [
    "Row {n} has the same key; a key names one plan.",
    "Zeile {n} hat denselben Schlüssel; ein Schlüssel nennt einen Plan."
  ],
  ["The key {key} was used before for another plan.", "Der Schlüssel {key} gehört schon zu einem anderen Plan."],
  [
    "It lies in the past; the key would open nothing.",
    "Das liegt in der Vergangenheit; der Schlüssel würde nichts öffnen."
  ],
  [
    "No font here draws {language}, which is written in {writing}; scripts that can be drawn: {all}.",
    "Keine Schrift hier zeichnet {language} ({writing}); möglich sind: {all}."
  ],
  [
    "Nobody can write a script in {language} here: without a model it is written in {all}. Bring your own words (script), or name a model in CALLSHEET_LLM_MODEL.",
    "Hier kann niemand ein Skript auf {language} schreiben: Ohne Sprachmodell geht {all}. Bringen Sie ein eigenes Skript mit, oder nennen Sie ein Modell in CALLSHEET_LLM_MODEL."
  ],
  [
    "No font here has the letters {letters}; scripts that can be drawn: {all}.",
    "Keine Schrift hier hat die Zeichen {letters}; möglich sind: {all}."
  ],
  ["{row} cannot be moved to {at}: {why}.", "{row} lässt sich nicht auf {at} verschieben: {why}."],
  ["Row {n} has the same id.", "Zeile {n} hat dieselbe Nummer."],
  ["The column is missing.", "Die Spalte fehlt."],
  [
    "The time zone \"{zone}\" is not known, and the file does not define it. Name one such as Europe/Berlin.",
    "Die Zeitzone „{zone}“ ist nicht bekannt, und die Datei legt sie nicht fest. Nennen Sie etwa Europe/Berlin."
  ],
  [
    "The series repeats {how}; DAILY, WEEKLY, MONTHLY and YEARLY are possible.",
    "Die Serie wiederholt sich {how}; möglich sind DAILY, WEEKLY, MONTHLY und YEARLY."
  ],
  [
    "The series has more than {n} dates; give it an earlier end.",
    "Die Serie hat mehr als {n} Termine; geben Sie ihr ein früheres Ende."
  ],
  ["The event has no DTSTART.", "Das Ereignis hat kein DTSTART."],
  ["It cannot be used.", "Das lässt sich nicht verwenden."],
  ["There are more faults; correct these first.", "Es gibt weitere Fehler; berichtigen Sie zuerst diese."],
  ["the library has no {kind} {id}; see: callsheet media list.", "die Bibliothek hat {id} nicht."],
  ["nobody has seen version {n}; the plan is at {now}.", "Version {n} gibt es noch nicht; der Plan hat Version {now}."],
  [
    "\"{name}\" is what plans say that want none; choose another name.",
    "„{name}“ heißt „keine Vorlage“; wählen Sie einen anderen Namen."
  ]
]
