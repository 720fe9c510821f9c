using Shouldly;
using TransformerService.Cli.Documents;
using TransformerService.Client;
using Xunit;

namespace TransformerService.Api.Tests.Cli.Documents;

/// <summary>Subtitles: times, numbers and tags stay, and a cue is one text.</summary>
public sealed class SubtitleFormatTests
{
    private const string Srt =
        "1\r\n00:00:01,000 --> 00:00:02,500 X1:40 X2:600\r\nTwo dogs are\r\nplaying in the snow.\r\n\r\n"
        + "2\r\n00:00:03,000 --> 00:00:04,000\r\n<i>A man</i> is & sitting.\r\n\r\n"
        + "3\r\n00:00:05,000 --> 00:00:06,000\r\n- Hello.\r\n- Who is there?\r\n\r\n"
        + "4\r\n00:00:07,000 --> 00:00:08,000\r\n♪ 123 ♪\r\n";

    [Fact]
    public void Texts_Srt_HasOneForEachCueWithLetters()
    {
        var document = Opened.Of("a.srt", Srt);

        document
            .Sent()
            .ShouldBe(["Two dogs are playing in the snow.", "A man<x id=\"1\"> is &amp; sitting.", "- Hello.<br id=\"1\">- Who is there?"]);
        document.Texts.Select(text => text.Format).ShouldBe([TextFormat.Text, TextFormat.Html, TextFormat.Html]);
        document.Texts.Select(text => text.Place).ShouldBe(["cue 1", "cue 2", "cue 3"]);
    }

    [Fact]
    public void Write_Identity_GivesTheSameBytes() => Opened.Of("a.srt", "\uFEFF" + Srt).Written(text => text).ShouldBe("\uFEFF" + Srt);

    [Fact]
    public void Write_Translations_KeepsTimesTagsAndLines()
    {
        var written = Opened.Of("a.srt", Srt).Written(Opened.Upper);

        written.ShouldBe(
            Srt.Replace("Two dogs are\r\nplaying in the snow.", "TWO DOGS ARE PLAYING IN THE SNOW.", StringComparison.Ordinal)
                .Replace("<i>A man</i> is & sitting.", "<i>A MAN</i> IS & SITTING.", StringComparison.Ordinal)
                .Replace("- Hello.\r\n- Who is there?", "- HELLO.\r\n- WHO IS THERE?", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void Write_LongTranslation_IsBrokenAtTheLengthOfALine()
    {
        var document = Opened.Of("a.srt", Srt, new DocumentOptions { MaxLineLength = 12 });

        var written = document.Written(text =>
            text.Contains("dogs", StringComparison.Ordinal) ? "one two three four averyveryverylongword five" : null
        );

        written.ShouldContain("\r\none two\r\nthree four\r\naveryveryverylongword\r\nfive\r\n\r\n2\r\n");
    }

    [Theory]
    [InlineData("A MAN IS SITTING.")]
    [InlineData("A MAN<x id=\"1\"> IS<x id=\"1\"> SITTING.")]
    [InlineData("A MAN<x id=\"9\"> IS SITTING.")]
    [InlineData("A MAN<x id=\"1\"> IS {0} SITTING.")]
    public void Check_TagLostMovedOrAdded_IsAFault(string translation)
    {
        var document = Opened.Of("a.srt", Srt);

        document.Check(1, translation).ShouldBe(TranslationChecks.Lost);
        document.Written(text => text.Contains("<x", StringComparison.Ordinal) ? translation : null).ShouldBe(Srt);
    }

    [Fact]
    public void Write_Vtt_KeepsNotesStylesAndReferences()
    {
        const string Vtt =
            "WEBVTT\n\nNOTE Two dogs\n\nSTYLE\n::cue { color: red }\n\nintro\n00:01.000 --> 00:02.000 align:start\n<v Ann>Tom &amp; a dog\n<00:01.500>are here.\n";

        var document = Opened.Of("a.vtt", Vtt);

        document.Sent().ShouldBe(["Tom &amp; a dog <x id=\"2\">are here."]);
        document.Written(text => text).ShouldBe(Vtt);
        document
            .Written(_ => "Un chien &amp; Tom <x id=\"2\">sont là.")
            .ShouldBe(
                Vtt.Replace("Tom &amp; a dog\n<00:01.500>are here.", "Un chien &amp; Tom <00:01.500>sont là.", StringComparison.Ordinal)
            );
    }

    [Theory]
    [InlineData("a.srt", "1\n00:00:01,000 --> 00:00:02,000\nTwo dogs.\n2\n00:00:03,000 --> 00:00:04,000\nIn 1990\n2000\n\n")]
    [InlineData("a.vtt", "WEBVTT\n\n00:01.000 --> 00:02.000\nTwo dogs.\n00:03.000 --> 00:04.000\nIn 1990\n2000\n")]
    public void Texts_NoBlankLineBetweenCues_AreOneForEachCue(string name, string content)
    {
        var document = Opened.Of(name, content);

        document.Sent().ShouldBe(["Two dogs.", "In 1990 2000"]);
        document.Written(text => text).ShouldBe(content);
        document
            .Written(Opened.Upper)
            .ShouldBe(
                content
                    .Replace("Two dogs.", "TWO DOGS.", StringComparison.Ordinal)
                    .Replace("In 1990\n2000", "IN 1990 2000", StringComparison.Ordinal)
            );
    }

    [Fact]
    public void Open_TextWithoutCues_SaysWhatACueNeeds() => Opened.Refused("a.srt", "Only text.").ShouldContain("00:00:01,000 -->");
}
