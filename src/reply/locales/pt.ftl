helpful = Ajudou
not-what-i-asked = Não foi o que perguntei
none-of-these = Nenhuma destas

did-you-mean = **Você quis dizer uma destas?**
emergency-title = ⚠️ Isto pode ser uma emergência
not-sure = Não tenho certeza de que o guia responda a isto.
part-not-understood = Não entendi uma parte da sua mensagem. Pergunte essa parte de novo em uma mensagem separada.
ambiguous = Não tenho certeza de qual destas você quer dizer.
guide-is-in = O guia está { in-language }, por isso só entendo perguntas { in-language }.
only-in = O guia só tem esta resposta { in-language }.
in-language = em { $code ->
    [en] inglês
    [es] espanhol
    [pt] português
    [fr] francês
    [de] alemão
    [it] italiano
    [nl] holandês
    [pl] polonês
    [tr] turco
    [ru] russo
    [uk] ucraniano
    [ar] árabe
    [hi] hindi
    [zh] chinês
    [ja] japonês
    [ko] coreano
    [vi] vietnamita
    [id] indonésio
   *[other] { $name }
}
from-the-guide = Do guia: { $sections }
not-in-the-guide = **O guia não diz nada sobre isto:** { $questions }
ask-in-words =
    Faça uma pergunta em poucas palavras, por exemplo: *{ $example }*
    `/{ name-topics }` mostra o que você pode perguntar.
under-heading = { $heading }: { $question }
in-answer-to = Em resposta a { $link }

default-general = Não tenho resposta para isto. Pergunte a uma pessoa que saiba.
default-urgent = Isto pode ser uma emergência. Procure ajuda agora: ligue para o número de emergência local.
default-emergency = Se você acha que é uma emergência, ligue para o número de emergência local.

helpful-thanks = Obrigado, que bom que ajudou.
sorry = Desculpe, entendi mal a sua pergunta.
entry-gone = Essa resposta já não está no guia. `/{ name-topics }` mostra o que você pode perguntar.
unknown-button = Esse botão já não funciona. Faça a sua pergunta de novo.
unknown-command = Não conheço esse comando. `/{ name-ask }` responde a uma pergunta, `/{ name-topics }` mostra o que você pode perguntar.

only-people = Só respondo a perguntas de pessoas, e essa mensagem é de um bot.
unreadable = Não consigo ver o texto dessa mensagem. Mencione-me pelo nome na mesma mensagem da sua pergunta ou use `/{ name-ask }`. Para que eu responda à mensagem de outra pessoa, mantenha-a pressionada ou clique nela com o botão direito e escolha *Aplicativos* e **{ name-answer-from-the-guide }**.
failure = Algo deu errado do meu lado, por isso não tenho resposta para você. Tente de novo daqui a um minuto.
too-soon = São mais perguntas do que consigo atender aqui. Espere meio minuto e pergunte de novo.
still-learning = Acabei de iniciar e ainda estou aprendendo o guia. Pergunte de novo daqui a um minuto.

topics-title = O que você pode perguntar
topics-footer = Pergunte com as suas palavras: mencione-me, envie uma mensagem direta ou use /{ name-ask }.
and-more = ... e mais { $count }: comece a digitar em `/{ name-ask }` para encontrá-las.

privacy-title = O que acontece com a sua pergunta
privacy =
    Só leio uma mensagem se ela me menciona, se alguém me menciona ao responder a ela, se é uma mensagem direta para mim, se está em um canal onde respondo a todas as perguntas, ou se alguém a escolhe com "{ name-answer-from-the-guide }".

    É este próprio programa que procura a resposta; as perguntas não são enviadas a nenhum outro serviço.

    {""}**O que é guardado.** Se não tenho resposta para a sua pergunta ou para uma parte dela, ou se você aperta "{ not-what-i-asked }", a pergunta é anotada para as pessoas que cuidam do guia ou, em outro servidor, só para os moderadores desse servidor: o texto (até 300 caracteres), o idioma, as respostas mais próximas, quantas vezes foi feita e quando foi feita pela primeira e pela última vez. Quem perguntou não é guardado: nem nome, ID, canal, mensagem ou link. Em um servidor que não é o do guia, o ID do servidor é guardado junto. Endereços de e-mail, números de telefone e outros números longos, links, menções e nomes depois de um @ são apagados antes de qualquer coisa ser guardada. Não consigo reconhecer outros dados pessoais, por isso não os escreva. Também conto, por dia, quantas vezes cada resposta foi dada, quantas vezes foi marcada como útil ou como diferente do que se perguntou, e quantas vezes não houve resposta.

    {""}**Onde e por quanto tempo.** Em um arquivo na máquina em que funciono. Uma pergunta é apagada 90 dias depois da última vez em que foi feita; as contagens, depois de 90 dias.

    {""}**O que lembro até ser reiniciado.** Qual resposta minha pertence a qual mensagem recente, para mudá-la ou apagá-la quando você edita ou apaga a mensagem. As perguntas recentes que respondi, com os mesmos dados apagados, caso você aperte "{ not-what-i-asked }". Quantas perguntas vieram de você, do canal e do servidor nos últimos segundos, para que ninguém inunde um canal.

    {""}**Moderadores.** Quando um moderador muda as respostas do guia pelo Discord, a mudança é guardada com o ID de usuário dele, e também uma mudança das configurações ou das respostas próprias de um servidor. Rascunhos são guardados por um dia.

    Com `/{ name-ask }` e `{ name-private }`, e quando você aperta um botão, só você vê a resposta; o que é guardado é o mesmo.

name-ask = perguntar
name-question = pergunta
name-private = privado
name-topics = temas
name-privacy = privacidade
name-answer-from-the-guide = Responder com o guia
describe-ask = Faça uma pergunta
describe-ask-about = Faça uma pergunta sobre { $about }
describe-question = A sua pergunta, com as suas palavras ou escolhida da lista
describe-private = Mostrar a resposta só para você
describe-topics = Sobre o que você pode perguntar
describe-privacy = O que acontece com a sua pergunta
