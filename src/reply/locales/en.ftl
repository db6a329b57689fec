# The bot's own wording in English. Every other file here has the same messages with the same variables; tests compare them.
# `{""}` begins a line that Fluent would otherwise read as something else.

# Buttons, at most 80 characters
helpful = Helpful
not-what-i-asked = Not what I asked
none-of-these = None of these

# Answers and referrals
did-you-mean = **Did you mean one of these?**
emergency-title = ⚠️ This may be an emergency
not-sure = I'm not sure the guide answers this.
part-not-understood = I did not understand part of your message. Please ask that part again in a separate message.
ambiguous = I am not sure which of these you mean.
guide-is-in = The guide is { in-language }, so I understand only questions { in-language }.
only-in = The guide has this answer only { in-language }.
in-language = in { $code ->
   *[other] { $name }
}
from-the-guide = From the guide: { $sections }
not-in-the-guide = **The guide does not say:** { $questions }
ask-in-words =
    Please ask me a question in a few words, for example: *{ $example }*
    `/topics` shows what you can ask.
under-heading = { $heading }: { $question }
in-answer-to = In answer to { $link }

# Where the FAQ has no text of its own in the language
default-general = I have no answer to this. Please ask a person who knows.
default-urgent = This sounds like it could be an emergency. Please get help now: call your local emergency number.
default-emergency = If you think this is an emergency, call your local emergency number.

# Replies to buttons
helpful-thanks = Thank you, I am glad that this helped.
sorry = Sorry, I misunderstood your question.
entry-gone = That answer is no longer in the guide. `/topics` shows what you can ask.
unknown-button = That button no longer works. Please ask your question again.
unknown-command = I do not know that command. `/ask` answers a question, `/topics` shows what you can ask.

# In place of an answer
only-people = I only answer questions from people, and that message is from a bot.
unreadable = I cannot see the text of that message. Please mention me by name in the same message as your question, or use `/ask`. To have somebody's message answered, press and hold it (or right-click it), then choose *Apps* and **{ name-answer-from-the-guide }**.
failure = Something went wrong on my side, so I have no answer for you. Please try again in a minute.
too-soon = That is more questions than I can keep up with here. Please wait half a minute and ask again.
still-learning = I have only just started and am still learning the guide. Please ask again in a minute.

# /topics
topics-title = What you can ask
topics-footer = Ask in your own words: mention me, send me a direct message, or use /ask.
and-more = ... and { $count } more: start typing in `/ask` to find them.

# /privacy. It must stay true: a change of what is stored changes it in every language.
privacy-title = What happens to your question
privacy =
    I read a message only if it mentions me, somebody mentions me in a reply to it, it is a direct message to me, it is in a channel where I answer every question, or it is picked for "{ name-answer-from-the-guide }".

    Questions are matched by this program itself and are not sent to any other service.

    {""}**What is stored.** If I have no answer to your question or to a part of it, or you press "{ not-what-i-asked }", the question is noted for the people who maintain the guide, or, in another server, for that server's editors only: its text up to 300 characters, its language, the closest answers, how often it was asked, and when it was first and last asked. Who asked it is not stored: no name, ID, channel, message or link. In a server other than the guide's own, the server's ID is stored with it. Email addresses, phone numbers and other long numbers, links, mentions and names after an @ are blanked out before anything is stored. I cannot recognize other personal details, so please leave them out. I also count, by day, how often each answer was given, how often it was marked as helpful or as not what was asked, and how often there was no answer.

    {""}**Where, and for how long.** In a file on the machine that I run on. A question is deleted 90 days after it was last asked, the counts after 90 days.

    {""}**What I remember until I restart.** Which of my replies belongs to which recent message, so that I can change or delete the reply when you edit or delete the message. Recent questions that I answered, blanked out in the same way, in case you press "{ not-what-i-asked }". How many questions came from you, the channel and the server in the last seconds, so that nobody can flood a channel.

    {""}**Moderators.** When a moderator changes the guide's answers from Discord, the change is stored with their user ID, and so is a change of a server's settings or own answers. Drafts are stored for a day.

    With `/ask` and `private`, and when you press a button, only you see the reply; what is stored is the same.

# Commands. A name has at most 32 characters and no capitals; a description has at most 100.
name-ask = ask
name-question = question
name-private = private
name-topics = topics
name-privacy = privacy
name-answer-from-the-guide = Answer from the guide
describe-ask = Ask a question
describe-ask-about = Ask a question about { $about }
describe-question = Your question, in your own words or picked from the list
describe-private = Show the answer only to you
describe-topics = What you can ask about
describe-privacy = What happens to your question
