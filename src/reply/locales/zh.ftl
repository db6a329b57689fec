helpful = 有帮助
not-what-i-asked = 这不是我问的
none-of-these = 都不是

did-you-mean = **您想问的是其中之一吗？**
emergency-title = ⚠️ 这可能是紧急情况
not-sure = 我不确定指南是否回答了这个问题。
part-not-understood = 您的消息有一部分我没有看懂。请另发一条消息，再问一次那一部分。
ambiguous = 我不确定您指的是其中哪一个。
guide-is-in = 本指南为{ in-language }，因此我只能理解{ in-language }问题。
only-in = 指南中的这个回答只有{ in-language }版本。
in-language = { $code ->
    [en] 英文
    [es] 西班牙文
    [pt] 葡萄牙文
    [fr] 法文
    [de] 德文
    [it] 意大利文
    [nl] 荷兰文
    [pl] 波兰文
    [tr] 土耳其文
    [ru] 俄文
    [uk] 乌克兰文
    [ar] 阿拉伯文
    [hi] 印地文
    [zh] 中文
    [ja] 日文
    [ko] 韩文
    [vi] 越南文
    [id] 印尼文
   *[other] { $name }
}
from-the-guide = 摘自指南：{ $sections }
not-in-the-guide = **指南没有提到：** { $questions }
ask-in-words =
    请用几个词向我提问，例如：*{ $example }*
    `/{ name-topics }` 会列出您可以问的内容。
under-heading = { $heading }：{ $question }
in-answer-to = 回答这条消息：{ $link }

default-general = 我没有这个问题的答案。请向了解情况的人询问。
default-urgent = 这可能是紧急情况。请立即求助：拨打当地的紧急求助电话。
default-emergency = 如果您认为这是紧急情况，请拨打当地的紧急求助电话。

helpful-thanks = 谢谢，很高兴对您有帮助。
sorry = 抱歉，我误解了您的问题。
entry-gone = 指南中已经没有这个回答了。`/{ name-topics }` 会列出您可以问的内容。
unknown-button = 这个按钮已经失效。请再问一次您的问题。
unknown-command = 我不认识这个命令。`/{ name-ask }` 用来提问，`/{ name-topics }` 会列出您可以问的内容。

only-people = 我只回答真人的问题，而那条消息来自机器人。
unreadable = 我看不到那条消息的文字。请在提问的同一条消息中用名字提及我，或使用 `/{ name-ask }`。如果想让我回答别人的消息，请长按或右键点击那条消息，然后选择 *APP* 和 **{ name-answer-from-the-guide }**。
failure = 我这边出了点问题，所以没能给您答案。请过一分钟再试。
too-soon = 这里的问题太多，我来不及回答。请等半分钟再问。
still-learning = 我刚刚启动，还在学习指南。请过一分钟再问。

topics-title = 您可以问什么
topics-footer = 请用自己的话提问：提及我、给我发私信，或使用 /{ name-ask }。
and-more = ……还有 { $count } 个：在 `/{ name-ask }` 中开始输入即可找到。

privacy-title = 您的问题会怎样处理
privacy =
    只有在以下情况我才会读取一条消息：消息提及了我；有人在回复它时提及了我；它是发给我的私信；它在我会回答所有问题的频道里；或者有人用“{ name-answer-from-the-guide }”选中了它。

    答案由本程序自己查找，问题不会发送给任何其他服务。

    {""}**保存什么。** 如果我没有您的问题或其中一部分的答案，或者您按了“{ not-what-i-asked }”，问题会被记下来，供维护指南的人查看；在其他服务器中，则只供该服务器的管理员查看：问题的文字（最多 300 个字符）、语言、最接近的回答、被问过多少次，以及第一次和最后一次被问的时间。谁问的不会保存：没有名字、ID、频道、消息或链接。如果是在指南所属服务器以外的服务器中提问，会同时保存该服务器的 ID。保存之前，邮箱地址、电话号码和其他长数字、链接、提及以及 @ 之后的名字都会被抹去。其他个人信息我无法识别，所以请不要写出来。我还会按天统计每个回答给出了多少次、被标为有帮助或答非所问多少次，以及没有答案的次数。

    {""}**保存在哪里，保存多久。** 在运行我的机器上的一个文件里。问题在最后一次被问的 90 天后删除，统计数字在 90 天后删除。

    {""}**在重启之前我会记住什么。** 我的哪条回复属于哪条近期消息，这样在您编辑或删除消息时，我可以修改或删除回复。我近期回答过的问题，同样抹去了上述信息，以备您按下“{ not-what-i-asked }”。最近几秒内来自您、频道和服务器的问题各有多少，以免有人刷屏。

    {""}**管理员。** 管理员在 Discord 中修改指南的回答时，修改会连同其用户 ID 一起保存；对服务器设置或服务器自己的回答的修改也是如此。草稿保存一天。

    使用 `/{ name-ask }` 并选择 `{ name-private }` 时，以及您按下按钮时，只有您能看到回复；保存的内容相同。

name-ask = 提问
name-question = 问题
name-private = 仅自己可见
name-topics = 主题
name-privacy = 隐私
name-answer-from-the-guide = 用指南回答
describe-ask = 提一个问题
describe-ask-about = 提一个关于{ $about }的问题
describe-question = 您的问题：可以用自己的话，也可以从列表中选择
describe-private = 仅自己可见
describe-topics = 您可以问什么
describe-privacy = 您的问题会怎样处理
