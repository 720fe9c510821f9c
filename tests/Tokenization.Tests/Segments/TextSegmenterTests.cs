using Shouldly;
using TransformerService.Tokenization.Segments;
using Xunit;

namespace TransformerService.Tokenization.Tests.Segments;

public sealed class TextSegmenterTests
{
    /// <summary>Language, and a text in which ⟦ ⟧ stand around what is translated.</summary>
    public static TheoryData<string, string> Texts =>
        new()
        {
            { "en", "⟦One dog.⟧ ⟦Two dogs.⟧" },
            { "en", "  ⟦leading and trailing⟧  " },
            { "en", "⟦A man is sitting.⟧\r\n⟦A dog is running.⟧\r\n" },
            { "en", "• ⟦Open the door⟧\n• ⟦Close the window⟧" },
            { "en", "•⟦Open⟧\n- ⟦a dog⟧\n  * ⟦a cat⟧\n1. ⟦one⟧\n2) ⟦two⟧\n(3) ⟦three⟧\nb) ⟦four⟧\n- [x] ⟦done⟧" },
            { "en", "# ⟦Title⟧\n\n⟦A dog is running.⟧\n\n## ⟦Part two⟧\n> ⟦quoted⟧\n-----\n=====" },
            { "en", "⟦-x is no list⟧\n⟦#tag⟧\n⟦2024. was a year.⟧" },
            { "de", "⟦3. Oktober ist Feiertag.⟧" },
            { "de", "1. ⟦Öffnen⟧\n2. ⟦Schließen⟧" },
            { "en", "⟦Name⟧\t⟦Age⟧\t⟦City⟧\n⟦John⟧\t25\t⟦Paris⟧" },
            { "en", "| ⟦A dog is running.⟧ | ⟦A man is sitting.⟧ |\n|---|---|" },
            { "en", "⟦A dog is running.⟧ | ⟦A man is sitting.⟧" },
            { "en", "a|b" },
            { "en", "⟦a dog⟧|⟦I⟧|N/A|5 m|x = y" },
            { "en", "→ ⟦A dog⟧\n\U0001F449 ⟦A cat⟧\n--> ⟦A cow⟧\n* * ⟦A pig⟧\n★ ⟦A hen⟧\n>> ⟦A fox⟧" },
            {
                "en",
                "B. ⟦A house⟧\nii. ⟦Two dogs⟧\nIV) ⟦Four cats⟧\n(iv) ⟦four⟧\n1.2. ⟦Part⟧\n#1 ⟦First⟧\nQ: ⟦Why?⟧\nA1. ⟦So⟧\n3: ⟦three⟧\n1° ⟦one⟧"
            },
            { "en", "\"⟦A dog.⟧\"\n⟦... and a cat.⟧\n⟦mix.⟧ ⟦A dog⟧\n⟦2.5 dogs⟧" },
            { "en", "'⟦It isn't a dog.⟧'\n(⟦A dog runs.⟧)\n*⟦A dog runs.⟧*\n[⟦A dog⟧]\n‘⟦A dog.⟧’\n**⟦A dog⟧**\n([⟦A dog⟧])" },
            { "en", "\"⟦A dog runs.⟧ ⟦A cat sleeps.⟧\"\n⟦\"A dog\" and \"a cat\"⟧\n⟦(a dog) and (a cat)⟧\n[1] ⟦A dog⟧" },
            { "en", "1.1 ⟦Introduction⟧\n## 2.3 ⟦The dog⟧\n1.1.1 ⟦A cat⟧\n⟦2.5 dogs⟧\n⟦1.50 Euros⟧\n⟦3.5 kg⟧" },
            { "de", "1. ⟦Eins⟧\n⟦3.5 Kilometer⟧\n⟦9.30 Uhr beginnt es⟧" },
            { "en", "⟦1.5 GB of space⟧\n⟦2.4 GHz⟧\n⟦3.5 Million dogs⟧" },
            { "en", "*\uFE0F\u20E3⟦Press star**⟧" },
            {
                "en",
                "{count, plural,\n  one {# message}\n  other {# messages}\n}\n⟦A dog runs.⟧ { $n ->\n [one] a dog\n *[other] dogs\n} ⟦A cat.⟧"
            },
            { "en", "⟦yes!⟧⟦no!⟧⟦maybe?⟧" },
            { "en", "\"⟦A dog is running.⟧\" ⟦he said.⟧ \"⟦I see it.⟧\" ⟦she answered.⟧" },
            { "en", "'⟦Where is he?⟧' ⟦the man asked.⟧\n⟦“Stop!”⟧ ⟦he shouted.⟧\n⟦« Stop! »⟧ ⟦he cried.⟧\n\"⟦Why?⟧\" ⟦Mary asked.⟧" },
            {
                "en",
                "⟦\"Ah!\" is a word.⟧\n⟦\"Stop!\" said Tom.⟧\n⟦He asked \"Who?\" and left.⟧\n⟦\"Stop!\" and he said no.⟧\n⟦\"Stop!\" but said no.⟧"
            },
            { "fr", "⟦« Où vas-tu ? » dit-il.⟧" },
            { "en", "1st\n2nd\n3.º\n5km\n⟦1st prize⟧\n⟦the 2nd⟧" },
            { "en", "USD\nISO\n5 USD ⟦for dogs⟧" },
            { "en", "⟦A man is sitting.⟧⟦a dog is running.⟧" },
            { "en", "⟦The obj.method is old.⟧" },
            { "en", "⟦a dog runs .⟧ ⟦a cat sleeps .⟧" },
            { "en", "⟦A dog runs.)⟧⟦A cat sleeps.⟧ ⟦It rains.”⟧⟦He left.⟧" },
            { "en", "⟦A dog runs.⟧\u200B⟦A cat sleeps.⟧" },
            { "en", "⟦THE DOG RUNS.⟧⟦THE CAT SLEEPS.⟧" },
            { "en", "⟦The dog weighs 5.⟧⟦He runs.⟧" },
            { "de", "⟦Am 3.Oktober ist frei.⟧" },
            { "en", "⟦edit web.config now⟧" },
            { "en", "⟦Visit amazon.in for deals.⟧" },
            { "en", "⟦VISIT EXAMPLE.COM NOW⟧" },
            { "fr", "⟦M. Macron est parti.⟧" },
            { "en", "\u2605 ⟦\U0001D407\U0001D41E\U0001D425\U0001D425\U0001D428 \U0001D430\U0001D428\U0001D42B\U0001D425\U0001D41D⟧" },
            { "en", "# ⟦a dog⟧\t- ⟦a cat⟧ | 1. ⟦one⟧" },
            { "en", "⟦A dog.⟧\u0001⟦A cat.⟧" },
            { "en", "⟦A man is sitting.⟧⟦A dog is running.⟧" },
            { "en", "⟦It works!⟧⟦Try it.⟧" },
            { "en", "⟦He met Bob.⟧⟦She left.⟧" },
            { "en", "⟦The class System.Text is old.⟧" },
            { "en", "⟦We use ASP.NET and Node.Js here.⟧" },
            { "en", "⟦he left.⟧ ⟦she stayed.⟧ ⟦they cried.⟧" },
            { "en", "⟦He left. she stayed.⟧" },
            { "en", "⟦It rains.⟧ `x y` ⟦is up.⟧ https://a.org ⟦is down.⟧" },
            { "en", "⟦Do you know⟧ 1.2.3? %1$d ⟦is good.⟧ ⟦See⟧ {a}. {b} ⟦is bad.⟧" },
            { "en", "⟦Stones, sticks, etc.⟧ `x y` ⟦is up.⟧" },
            { "en", "⟦we met at 5 p.m. near the door.⟧" },
            { "en", "192.168.0.1" },
            { "en", "00:00:01,000 --> 00:00:04,000" },
            { "en", "50°" },
            { "en", "?" },
            { "en", "⟦Hello⟧, {name}, ⟦how are you?⟧" },
            { "en", "{name}'s ⟦dog⟧ (https://a.org/b) ⟦barks.⟧" },
            { "en", "⟦Click⟧ <b>⟦here⟧</b> ⟦to continue.⟧" },
            { "en", "⟦See⟧ https://a.org/b?C.D! ⟦Then go.⟧" },
            { "en", "⟦Run it:⟧\n```\nvar a = \"A dog.\";\n```\n⟦Done.⟧" },
            { "en", "```\n⟦no end⟧" },
            { "en", "````md\n```js\na dog\n```\na cat\n````\n⟦Done.⟧" },
            { "en", "~~~\na dog\n```\na cat\n~~~~ \n⟦Done.⟧" },
            { "en", "```\na dog\n```js\na cat\n```\n⟦Done.⟧" },
            { "en", "⟦Run:⟧\r\n```\r\na dog\r\n```\r\n⟦Done.⟧\r```\ra cat\r```\r⟦Done.⟧" },
            { "en", "````\n⟦no end⟧\n```\na cat\n```\n⟦Done.⟧" },
            {
                "en",
                "WEBVTT - A title\nKind: captions\n\nNOTE\na note\nof two lines\n\nSTYLE\n::cue { color: red }\n\nfirst cue\n00:01.000 --> 00:04.000 align:start position:10%\n⟦A dog runs.⟧\n<v Mary Ann>⟦A cat sleeps.⟧\n\nNOTE a note\n\n00:00:05.000 --> 00:00:06.000\n⟦It rains.⟧"
            },
            { "en", "WEBVTT\r\n\r\nintro\r\n00:01.000 --> 00:04.000\r\n⟦A dog runs.⟧\r\n⟦NOTE this.⟧\r\n\r\nNOTE a note" },
            { "en", "1\n00:00:01,000 --> 00:00:04,000 X1:100 align:start\n⟦A dog runs.⟧\n\n⟦NOTE this⟧" },
            { "en", "⟦A dog.⟧\u200B ⟦A cat.⟧\uFEFF" },
        };

    [Theory]
    [MemberData(nameof(Texts))]
    public void Split_OfAText_SeparatesLanguageFromTheRest(string language, string marked)
    {
        var text = marked.Replace("⟦", "", StringComparison.Ordinal).Replace("⟧", "", StringComparison.Ordinal);

        var parts = TextSegmenter.Split(text, language, new TextWork(TestContext.Current.CancellationToken));

        string.Concat(parts.Select(part => part.Kind == TextPartKind.Words ? $"⟦{part.In(text)}⟧" : part.In(text).ToString()))
            .ShouldBe(marked);
    }

    [Theory]
    [InlineData("zh", "我在 NVIDIA 工作", false)]
    [InlineData("zh", "方案 A 和 TV", false)]
    [InlineData("en", "A DOG", true)]
    public void Split_OfLettersWithoutCase_IsNotUpperCase(string language, string text, bool isUpperCase) =>
        TextSegmenter
            .Split(text, language, new TextWork(TestContext.Current.CancellationToken))
            .ShouldHaveSingleItem()
            .IsUpperCase.ShouldBe(isUpperCase);

    [Fact]
    public void Split_OfASentenceInUpperCase_MarksItsPieces()
    {
        const string text = "SEND {0} NOW. Send it.";
        var parts = TextSegmenter.Split(text, "en", new TextWork(TestContext.Current.CancellationToken));

        parts
            .Where(part => part.Kind == TextPartKind.Words)
            .Select(part => (part.In(text).ToString(), part.IsUpperCase, part.IsFirst, part.IsPiece))
            .ShouldBe([("SEND", true, true, true), ("NOW.", true, false, true), ("Send it.", false, true, false)]);
    }
}
