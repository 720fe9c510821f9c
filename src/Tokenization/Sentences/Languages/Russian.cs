namespace TransformerService.Tokenization.Sentences.Languages;

/// <summary>Russian.</summary>
internal static class Russian
{
    public static readonly LanguageWords Words = new()
    {
        Joining = "ул пр просп пл пер т.е т.к т.н напр см ср акад проф доц гр тов т стр д",
        BeforeNumber = "с рис табл гл № тел кв ст п",
        Undecided = "г гг им т.д т.п др пр руб коп тыс млн млрд н.э в вв",
        Beginners = """
            Он Она Оно Они Я Ты Мы Вы Это Этот Эта Эти Тот Та То Те Его Её Ее Их Мой Наш В Во На По За Из От До К С Со У О Об При Для Без
            Через После Перед Между Но А И Или Если Когда Как Что Кто Где Куда Почему Потому Хотя Пока Также Тоже Однако Поэтому Затем
            Потом Теперь Сейчас Сегодня Вчера Там Тут Здесь Так Не Нет Да Все Всё Каждый Многие Некоторые Никто Два Три
            """,
    };
}
