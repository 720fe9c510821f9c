using Shouldly;
using TransformerService.Tokenization.Segments;
using Xunit;

namespace TransformerService.Tokenization.Tests.Segments;

public sealed class ModelTextTests
{
    private static TextWork Work => new(TestContext.Current.CancellationToken);

    [Theory]
    [InlineData("sit\u00ADting", "sitting")]
    [InlineData("\uFEFFa\u200Bb\u200Ec\u2060", "abc")]
    [InlineData("a\u200Db", "ab")]
    [InlineData("می\u200Cخواهم", "می\u200Cخواهم")]
    [InlineData("plain", "plain")]
    public void Remove_OfInvisibleCharacters_KeepsTheJoinersOfScriptsThatNeedThem(string text, string expected) =>
        InvisibleCharacters.Remove(text, Work).ShouldBe(expected);

    [Theory]
    [InlineData("TWO DOGS ARE PLAYING.", true)]
    [InlineData("WELCOME!", true)]
    [InlineData("NATO", false)]
    [InlineData("OK.", false)]
    [InlineData("A B C", false)]
    [InlineData("Two DOGS ARE PLAYING", false)]
    [InlineData("1234 !", false)]
    [InlineData("STO\u00ADP NOW", true)]
    public void Is_OfASentence_AsksForTwoWordsOrALongOne(string text, bool expected) => UpperCase.Is(text, Work).ShouldBe(expected);

    [Theory]
    [InlineData("TWO DOGS", "en", true, "Two dogs")]
    [InlineData("\"I SAW IT,\" SHE SAID. I'M OK", "en", true, "\"I saw it,\" she said. I'm ok")]
    [InlineData("AND I SAW IT", "en", false, "and I saw it")]
    [InlineData("IŞIK İYİ", "tr", true, "Işık iyi")]
    public void Lower_OfASentence_GivesSentenceCase(string text, string language, bool isFirst, string expected) =>
        UpperCase.Lower(text, language, isFirst, Work).ShouldBe(expected);

    [Theory]
    [InlineData("Deux chiens à la fête", "fr", "DEUX CHIENS À LA FÊTE")]
    [InlineData("Die Straße", "de", "DIE STRASSE")]
    [InlineData("iyi ışık", "tr", "İYİ IŞIK")]
    public void Raise_OfATranslation_FollowsTheTargetLanguage(string text, string language, string expected) =>
        UpperCase.Raise(text, language, Work).ShouldBe(expected);

    [Theory]
    [InlineData("Wow!!!!!!!!!!", "Wow!", "Ouah !", "Ouah !!!!!!!!!!")]
    [InlineData("Well....", "Well.", "Bien", "Bien....")]
    [InlineData("Really?!!!", "Really?!!!", "Vraiment ?!!!", "Vraiment ?!!!")]
    [InlineData("!!!!", "!", "!", "!!!!")]
    public void Read_ALongRunOfOneSign_IsShortenedAndPutBack(string text, string read, string translation, string expected)
    {
        ModelText.Read(text, new TextPart(0, text.Length, TextPartKind.Words), "en", true, shortenRuns: true, Work).ShouldBe(read);
        RepeatedSigns.Restore(translation, text, Work).ShouldBe(expected);
    }

    [Theory]
    [InlineData("Écrivez à.", "Write to", true, "Écrivez à")]
    [InlineData("Aujourd'hui.", "today.", true, "aujourd'hui.")]
    [InlineData("Écrivez.", "Write", false, "Écrivez.")]
    [InlineData("Salut {0} et {1}", "Hello", true, "Salut et {1}")]
    [InlineData("Les années", "years", true, "les années")]
    [InlineData("À la fin", "at the end", true, "à la fin")]
    [InlineData("UNESCO et Paris", "unesco and Paris", true, "UNESCO et Paris")]
    [InlineData("Les années", "Years", true, "Les années")]
    [InlineData("Les années", "years", false, "Les années")]
    public void Write_OfAPiece_LeavesOutWhatItDidNotHave(string translation, string source, bool isPiece, string expected) =>
        ModelText
            .Write(
                translation,
                source,
                new TextPart(0, source.Length, TextPartKind.Words) { IsPiece = isPiece },
                new HashSet<string> { "{0}" },
                "fr",
                Work
            )
            .ShouldBe(expected);
}
