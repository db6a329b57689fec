# Commands alone: replies in Chinese are in zh.ftl.
name-ask = 提問
name-question = 問題
name-private = 僅自己可見
name-topics = 主題
name-privacy = 隱私
name-answer-from-the-guide = 用指南回答
describe-ask = 提一個問題
describe-ask-about = 提一個關於{ $about }的問題
describe-question = 您的問題：可以用自己的話，也可以從清單中選擇
describe-private = 只讓您自己看到回答
describe-topics = 您可以問什麼
describe-privacy = 您的問題會如何處理
