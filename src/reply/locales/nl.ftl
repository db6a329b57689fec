helpful = Nuttig
not-what-i-asked = Niet wat ik vroeg
none-of-these = Geen van deze

did-you-mean = **Bedoelde u een van deze?**
emergency-title = ⚠️ Dit kan een noodgeval zijn
not-sure = Ik weet niet zeker of de gids hier antwoord op geeft.
part-not-understood = Een deel van uw bericht begreep ik niet. Stel die vraag nog eens in een apart bericht.
ambiguous = Ik weet niet zeker welke van deze u bedoelt.
guide-is-in = De gids is { in-language }, daarom begrijp ik alleen vragen { in-language }.
only-in = De gids heeft dit antwoord alleen { in-language }.
in-language = in het { $code ->
    [en] Engels
    [es] Spaans
    [pt] Portugees
    [fr] Frans
    [de] Duits
    [it] Italiaans
    [nl] Nederlands
    [pl] Pools
    [tr] Turks
    [ru] Russisch
    [uk] Oekraïens
    [ar] Arabisch
    [hi] Hindi
    [zh] Chinees
    [ja] Japans
    [ko] Koreaans
    [vi] Vietnamees
    [id] Indonesisch
   *[other] { $name }
}
from-the-guide = Uit de gids: { $sections }
not-in-the-guide = **Hierover zegt de gids niets:** { $questions }
ask-in-words =
    Stel me een vraag in een paar woorden, bijvoorbeeld: *{ $example }*
    `/{ name-topics }` laat zien wat u kunt vragen.
under-heading = { $heading }: { $question }
in-answer-to = Antwoord op { $link }

default-general = Hier heb ik geen antwoord op. Vraag het aan iemand die het weet.
default-urgent = Dit kan een noodgeval zijn. Zoek nu hulp: bel het alarmnummer in uw land.
default-emergency = Denkt u dat het een noodgeval is? Bel dan het alarmnummer in uw land.

helpful-thanks = Dank u, fijn dat dit heeft geholpen.
sorry = Sorry, ik heb uw vraag verkeerd begrepen.
entry-gone = Dat antwoord staat niet meer in de gids. `/{ name-topics }` laat zien wat u kunt vragen.
unknown-button = Die knop werkt niet meer. Stel uw vraag nog eens.
unknown-command = Die opdracht ken ik niet. `/{ name-ask }` beantwoordt een vraag, `/{ name-topics }` laat zien wat u kunt vragen.

only-people = Ik beantwoord alleen vragen van mensen, en dat bericht is van een bot.
unreadable = De tekst van dat bericht kan ik niet zien. Vermeld mij bij naam in hetzelfde bericht als uw vraag, of gebruik `/{ name-ask }`. Wilt u dat ik het bericht van iemand anders beantwoord, houd het dan ingedrukt of klik erop met de rechtermuisknop en kies *Apps* en **{ name-answer-from-the-guide }**.
failure = Er ging bij mij iets mis, dus ik heb geen antwoord voor u. Probeer het over een minuut nog eens.
too-soon = Dat zijn meer vragen dan ik hier aankan. Wacht een halve minuut en vraag het nog eens.
still-learning = Ik ben net gestart en leer de gids nog. Vraag het over een minuut nog eens.

topics-title = Wat u kunt vragen
topics-footer = Vraag in uw eigen woorden: vermeld mij, stuur me een privébericht of gebruik /{ name-ask }.
and-more = ... en nog { $count }: begin te typen in `/{ name-ask }` om ze te vinden.

privacy-title = Wat er met uw vraag gebeurt
privacy =
    Ik lees een bericht alleen als het mij vermeldt, als iemand mij vermeldt in een antwoord erop, als het een privébericht aan mij is, als het in een kanaal staat waar ik elke vraag beantwoord, of als iemand het kiest met "{ name-answer-from-the-guide }".

    Dit programma zoekt zelf het antwoord; vragen worden naar geen enkele andere dienst gestuurd.

    {""}**Wat er wordt bewaard.** Als ik geen antwoord heb op uw vraag of op een deel ervan, of als u op "{ not-what-i-asked }" drukt, wordt de vraag genoteerd voor de mensen die de gids bijhouden, of, in een andere server, alleen voor de moderators van die server: de tekst tot 300 tekens, de taal, de antwoorden die er het dichtst bij liggen, hoe vaak ze is gesteld, en wanneer voor het eerst en voor het laatst. Wie het vroeg, wordt niet bewaard: geen naam, ID, kanaal, bericht of link. In een andere server dan die van de gids wordt het ID van de server erbij bewaard. E-mailadressen, telefoonnummers en andere lange getallen, links, vermeldingen en namen na een @ worden weggehaald voordat er iets wordt bewaard. Andere persoonlijke gegevens herken ik niet, dus laat ze alstublieft weg. Ook tel ik per dag hoe vaak elk antwoord is gegeven, hoe vaak het nuttig werd gevonden of niet was wat gevraagd werd, en hoe vaak er geen antwoord was.

    {""}**Waar, en hoelang.** In een bestand op de machine waarop ik draai. Een vraag wordt 90 dagen nadat ze voor het laatst is gesteld verwijderd, de tellingen na 90 dagen.

    {""}**Wat ik onthoud tot ik opnieuw start.** Welk antwoord van mij bij welk recent bericht hoort, zodat ik het kan aanpassen of verwijderen als u het bericht aanpast of verwijdert. Recente vragen die ik heb beantwoord, met dezelfde gegevens weggehaald, voor het geval u op "{ not-what-i-asked }" drukt. Hoeveel vragen er in de laatste seconden van u, uit het kanaal en van de server kwamen, zodat niemand een kanaal kan overspoelen.

    {""}**Moderators.** Als een moderator de antwoorden van de gids vanuit Discord verandert, wordt de verandering bewaard met zijn gebruikers-ID, en zo ook een verandering van de instellingen of eigen antwoorden van een server. Concepten worden een dag bewaard.

    Met `/{ name-ask }` en `{ name-private }`, en als u op een knop drukt, ziet alleen u het antwoord; wat er wordt bewaard is hetzelfde.

name-ask = vraag
name-question = vraag
name-private = privé
name-topics = onderwerpen
name-privacy = privacy
name-answer-from-the-guide = Antwoord uit de gids
describe-ask = Stel een vraag
describe-ask-about = Stel een vraag over { $about }
describe-question = Uw vraag, in uw eigen woorden of gekozen uit de lijst
describe-private = Laat het antwoord alleen aan u zien
describe-topics = Wat u kunt vragen
describe-privacy = Wat er met uw vraag gebeurt
