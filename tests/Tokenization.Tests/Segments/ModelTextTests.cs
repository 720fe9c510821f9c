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
    [InlineData("Really?!!!", "Really?", "Vraiment ?", "Vraiment ?!!!")]
    [InlineData("What?!?!?!", "What?", "Quoi", "Quoi?!?!?!")]
    [InlineData("What?!", "What?!", "Quoi ?!", "Quoi ?!")]
    [InlineData("!!!!", "!", "!", "!!!!")]
    public void Read_ALongRunOfOneSign_IsShortenedAndPutBack(string text, string read, string translation, string expected)
    {
        ModelText.Read(text, new TextPart(0, text.Length, TextPartKind.Words), "en", true, shortenRuns: true, Work).ShouldBe(read);
        RepeatedSigns.Restore(translation, text, Work).ShouldBe(expected);
    }

    [Theory]
    [InlineData("\"A dog is running.\" said Tom.", "en", "\"A dog is running,\" said Tom.")]
    [InlineData("He said “It rains.” and left.", "en", "He said “It rains,” and left.")]
    [InlineData("« Un chien court. » dit-il.", "fr", "« Un chien court, » dit-il.")]
    [InlineData("\"Mr.\" is a title. \"It rains.\" He left.", "en", "\"Mr.\" is a title. \"It rains.\" He left.")]
    [InlineData("the U.S.' economy", "en", "the U.S.' economy")]
    [InlineData("No. 5 is a dog.", "en", "Number 5 is a dog.")]
    [InlineData("He is No.5 of nos. 4 and 6.", "en", "He is number 5 of numbers 4 and 6.")]
    [InlineData("No. He has none. Casino. 5", "en", "No. He has none. Casino. 5")]
    [InlineData("No. 5", "it", "No. 5")]
    [InlineData("NO. 5 IS A DOG", "en", "Number 5 is a dog")]
    public void Read_WhatModelsMisread_IsWrittenInAnotherWay(string text, string language, string expected)
    {
        var part = new TextPart(0, text.Length, TextPartKind.Words) { IsFirst = true, IsUpperCase = UpperCase.Is(text, Work) };

        ModelText.Read(text, part, language, removeInvisible: true, shortenRuns: true, Work).ShouldBe(expected);
    }

    [Fact]
    public void Write_ASentenceThatGoesOn_BeginsWithASmallLetter()
    {
        var part = new TextPart(0, 8, TextPartKind.Words) { GoesOn = true };

        ModelText.Write("Il a dit.", "he said.", part, new HashSet<string>(), "fr", Work).ShouldBe("il a dit.");
    }

    [Theory]
    [InlineData("Écrivez à.", "Write to", true, "Écrivez à")]
    [InlineData("Aujourd'hui.", "today.", true, "aujourd'hui.")]
    [InlineData("Écrivez.", "Write", false, "Écrivez")]
    [InlineData("Écrivez.", "Write.", false, "Écrivez.")]
    [InlineData("Écrivez.", "Write:", false, "Écrivez.")]
    [InlineData("Écrivez.", "\"Write\"", false, "Écrivez.")]
    [InlineData("Écrivez...", "Write", false, "Écrivez...")]
    [InlineData("Des chiens, des chats, etc.", "Dogs, cats and so on", false, "Des chiens, des chats, etc.")]
    [InlineData("Version 2.", "Version 2", false, "Version 2")]
    [InlineData("Un chien.", "สุนัข", false, "Un chien.")]
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
