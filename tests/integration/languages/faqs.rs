//! One music school's FAQ in five languages.

pub const RUSSIAN: &str = "
language: ru
entries:
  - id: price
    question: Сколько стоит занятие?
    phrasings: [какая цена урока, стоимость занятий, почём уроки]
    answer: Полторы тысячи рублей.
  - id: cancel
    question: Как отменить занятие?
    phrasings: [отмена урока, я не смогу прийти на занятие, перенести урок]
    answer: Напишите нам за день.
  - id: age
    question: С какого возраста можно учиться?
    phrasings: [берёте ли вы детей, сколько лет должно быть ребёнку, уроки для детей]
    answer: С шести лет.
  - id: guitar
    question: Нужна ли своя гитара?
    phrasings: [у меня нет гитары, можно ли взять гитару у вас, инструмент для учеников]
    answer: Нет, гитару дадим.
  - id: online
    question: Есть ли занятия онлайн?
    phrasings: [уроки через интернет, можно ли заниматься дома по видео, дистанционное обучение]
    answer: Да, по видеосвязи.
";

pub const JAPANESE: &str = "
language: ja
entries:
  - id: price
    question: 料金はいくらですか？
    phrasings: [レッスンの値段, 一回いくらかかりますか, 月謝を教えてください]
    answer: 一回五千円です。
  - id: cancel
    question: レッスンをキャンセルするにはどうすればいいですか？
    phrasings: [予約の取り消し, 行けなくなりました, 日にちを変更したい]
    answer: 前日までにご連絡ください。
  - id: age
    question: 何歳から習えますか？
    phrasings: [子どもでも大丈夫ですか, 年齢制限, 小学生のレッスンはありますか]
    answer: 六歳からです。
  - id: guitar
    question: 自分のギターが必要ですか？
    phrasings: [ギターを持っていません, 楽器のレンタル, ギターは借りられますか]
    answer: いいえ、お貸しします。
  - id: online
    question: オンラインレッスンはありますか？
    phrasings: [インターネットで受けられますか, 自宅からビデオで, ズームで習いたい]
    answer: はい、あります。
";

pub const CHINESE: &str = "
language: zh
entries:
  - id: price
    question: 一节课多少钱？
    phrasings: [课程的价格, 学费是多少, 收费标准]
    answer: 三百元。
  - id: cancel
    question: 怎么取消课程？
    phrasings: [我明天不能来上课, 改时间, 取消预约]
    answer: 请提前一天联系我们。
  - id: age
    question: 几岁可以开始学？
    phrasings: [孩子能学吗, 年龄要求, 有儿童课吗]
    answer: 六岁。
  - id: online
    question: 有网上课程吗？
    phrasings: [可以线上学吗, 在家用视频上课, 远程教学]
    answer: 有。
";

pub const ARABIC: &str = "
language: ar
entries:
  - id: price
    question: كم سعر الدرس؟
    phrasings: [ما هي أسعار الدروس, بكم الحصة, تكلفة الدروس]
    answer: خمسون ريالا.
  - id: cancel
    question: كيف ألغي الدرس؟
    phrasings: [إلغاء الموعد, لا أستطيع الحضور غدا, أريد تغيير الموعد]
    answer: راسلنا قبل يوم.
  - id: age
    question: من أي عمر يمكن التعلم؟
    phrasings: [هل تقبلون الأطفال, دروس للأطفال, كم يجب أن يكون عمر الطفل]
    answer: من ست سنوات.
  - id: guitar
    question: هل أحتاج إلى جيتار؟
    phrasings: [ليس عندي جيتار, هل يمكن استعارة الجيتار, الآلات الموسيقية للطلاب]
    answer: لا، لدينا آلات.
  - id: online
    question: هل توجد دروس عبر الإنترنت؟
    phrasings: [التعلم عن بعد, دروس من البيت بالفيديو, حصص أونلاين]
    answer: نعم.
";

pub const GERMAN: &str = "
language: de-AT
entries:
  - id: price
    question: Was kostet eine Gitarrenstunde?
    phrasings: [wie hoch ist die Gebühr, Preise für den Unterricht, wie teuer ist das im Monat]
    answer: 40 Euro.
  - id: cancel
    question: Wie kann ich eine Stunde absagen?
    phrasings: [ich kann morgen leider nicht kommen, Termin verschieben, Unterricht ausfallen lassen]
    answer: Schreib uns einen Tag vorher.
  - id: age
    question: Ab welchem Alter kann man anfangen?
    phrasings: [nehmt ihr auch Kinder, wie alt muss mein Kind sein, Unterricht für Kinder]
    answer: Ab sechs Jahren.
  - id: guitar
    question: Brauche ich eine eigene Gitarre?
    phrasings: [ich habe keine Gitarre, kann man bei euch ein Instrument leihen, Leihgitarren für Schüler]
    answer: Nein, du bekommst eine.
  - id: online
    question: Gibt es auch Stunden über das Internet?
    phrasings: [Onlineunterricht, kann ich von zu Hause aus lernen, Unterricht per Video]
    answer: Ja.
";
