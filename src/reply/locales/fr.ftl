helpful = Utile
not-what-i-asked = Pas ce que je demandais
none-of-these = Aucune de celles-ci

did-you-mean = **Vouliez-vous dire l'une de celles-ci ?**
emergency-title = ⚠️ C'est peut-être une urgence
not-sure = Je ne suis pas sûr que le guide réponde à cela.
part-not-understood = Je n'ai pas compris une partie de votre message. Posez cette question à nouveau dans un message séparé.
ambiguous = Je ne sais pas laquelle de ces questions vous voulez poser.
guide-is-in = Le guide est { in-language }, je ne comprends donc que les questions posées { in-language }.
only-in = Le guide ne donne cette réponse qu'{ in-language }.
in-language = en { $code ->
    [en] anglais
    [es] espagnol
    [pt] portugais
    [fr] français
    [de] allemand
    [it] italien
    [nl] néerlandais
    [pl] polonais
    [tr] turc
    [ru] russe
    [uk] ukrainien
    [ar] arabe
    [hi] hindi
    [zh] chinois
    [ja] japonais
    [ko] coréen
    [vi] vietnamien
    [id] indonésien
   *[other] { $name }
}
from-the-guide = Extrait du guide : { $sections }
not-in-the-guide = **Le guide ne dit rien à ce sujet :** { $questions }
ask-in-words =
    Posez-moi une question en quelques mots, par exemple : *{ $example }*
    `/{ name-topics }` montre ce que vous pouvez demander.
under-heading = { $heading } : { $question }
in-answer-to = En réponse à { $link }

default-general = Je n'ai pas de réponse à cela. Demandez à une personne qui le sait.
default-urgent = C'est peut-être une urgence. Cherchez de l'aide tout de suite : appelez le numéro d'urgence de votre pays.
default-emergency = Si vous pensez que c'est une urgence, appelez le numéro d'urgence de votre pays.

helpful-thanks = Merci, je suis content que cela vous ait aidé.
sorry = Désolé, j'ai mal compris votre question.
entry-gone = Cette réponse n'est plus dans le guide. `/{ name-topics }` montre ce que vous pouvez demander.
unknown-button = Ce bouton ne fonctionne plus. Posez votre question à nouveau.
unknown-command = Je ne connais pas cette commande. `/{ name-ask }` répond à une question, `/{ name-topics }` montre ce que vous pouvez demander.

only-people = Je ne réponds qu'aux questions de personnes, et ce message vient d'un bot.
unreadable = Je ne peux pas voir le texte de ce message. Mentionnez-moi par mon nom dans le même message que votre question, ou utilisez `/{ name-ask }`. Pour faire répondre au message de quelqu'un, appuyez longuement dessus ou cliquez dessus avec le bouton droit, puis choisissez *Applications* et **{ name-answer-from-the-guide }**.
failure = Une erreur s'est produite de mon côté, je n'ai donc pas de réponse pour vous. Réessayez dans une minute.
too-soon = C'est plus de questions que je ne peux en traiter ici. Attendez une demi-minute et posez votre question à nouveau.
still-learning = Je viens de démarrer et j'apprends encore le guide. Posez votre question à nouveau dans une minute.

topics-title = Ce que vous pouvez demander
topics-footer = Posez votre question avec vos mots : mentionnez-moi, envoyez-moi un message privé ou utilisez /{ name-ask }.
and-more = ... et { $count } de plus : commencez à écrire dans `/{ name-ask }` pour les trouver.

privacy-title = Ce que devient votre question
privacy =
    Je ne lis un message que s'il me mentionne, si quelqu'un me mentionne en y répondant, si c'est un message privé pour moi, s'il est dans un salon où je réponds à toutes les questions, ou si quelqu'un le choisit avec « { name-answer-from-the-guide } ».

    C'est ce programme lui-même qui cherche la réponse ; les questions ne sont envoyées à aucun autre service.

    {""}**Ce qui est conservé.** Si je n'ai pas de réponse à votre question ou à une partie de celle-ci, ou si vous appuyez sur « { not-what-i-asked } », la question est notée pour les personnes qui tiennent le guide à jour ou, dans un autre serveur, seulement pour les modérateurs de ce serveur : son texte (300 caractères au plus), sa langue, les réponses les plus proches, combien de fois elle a été posée, et quand elle l'a été pour la première et la dernière fois. Qui l'a posée n'est pas conservé : ni nom, ni identifiant, ni salon, message ou lien. Dans un serveur autre que celui du guide, l'identifiant du serveur est conservé avec elle. Les adresses e-mail, les numéros de téléphone et autres longs nombres, les liens, les mentions et les noms après un @ sont effacés avant tout enregistrement. Je ne sais pas reconnaître d'autres données personnelles : ne les écrivez pas. Je compte aussi, par jour, combien de fois chaque réponse a été donnée, combien de fois elle a été jugée utile ou à côté de la question, et combien de fois il n'y a pas eu de réponse.

    {""}**Où, et combien de temps.** Dans un fichier sur la machine où je fonctionne. Une question est supprimée 90 jours après avoir été posée pour la dernière fois, les décomptes après 90 jours.

    {""}**Ce que je retiens jusqu'à mon redémarrage.** Laquelle de mes réponses va avec quel message récent, pour la modifier ou la supprimer quand vous modifiez ou supprimez le message. Les questions récentes auxquelles j'ai répondu, dont les mêmes données ont été effacées, au cas où vous appuieriez sur « { not-what-i-asked } ». Combien de questions sont venues de vous, du salon et du serveur ces dernières secondes, pour que personne n'inonde un salon.

    {""}**Modérateurs.** Quand un modérateur modifie les réponses du guide depuis Discord, la modification est conservée avec son identifiant, de même qu'une modification des réglages ou des réponses propres d'un serveur. Les brouillons sont conservés un jour.

    Avec `/{ name-ask }` et `{ name-private }`, et quand vous appuyez sur un bouton, vous seul voyez la réponse ; ce qui est conservé est identique.

name-ask = demander
name-question = question
name-private = privé
name-topics = sujets
name-privacy = confidentialité
name-answer-from-the-guide = Répondre avec le guide
describe-ask = Poser une question
describe-ask-about = Poser une question sur { $about }
describe-question = Votre question, avec vos mots ou choisie dans la liste
describe-private = Ne montrer la réponse qu'à vous
describe-topics = Ce que vous pouvez demander
describe-privacy = Ce que devient votre question
