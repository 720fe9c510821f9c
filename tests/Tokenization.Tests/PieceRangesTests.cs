using System.Text;
using Shouldly;
using TransformerService.Tests.Support.Exports;
using TransformerService.Tokenization.Loading;
using TransformerService.Tokenization.Offsets;
using Xunit;

namespace TransformerService.Tokenization.Tests;

/// <summary>Where pieces lie in their text.</summary>
public sealed class PieceRangesTests
{
    private static readonly TextWork Work = new(CancellationToken.None);

    public static TheoryData<string> Folders => [.. GoldenCases.Folders];

    [Theory]
    [MemberData(nameof(Folders))]
    public void RangesOf_GoldenTexts_CoverTheirLettersInOrder(string folder)
    {
        var tokenizer = TokenizerLoader.Load(Fixtures.Folder(folder));
        var exact = 0;
        foreach (var item in GoldenCases.Of(folder))
        {
            var text = item.Text("text");
            int[] points = [.. text.EnumerateRunes().Select(rune => rune.Value)];
            var row = tokenizer.Encode(text, int.MaxValue, Work);
            var ranges = tokenizer.RangesOf(text, Work);
            ranges.Length.ShouldBe(row.Ids.Length - tokenizer.Frame.Before - tokenizer.Frame.After, text);
            var last = new PieceRange(0, 0);
            for (var piece = 0; piece < ranges.Length; piece++)
            {
                var (start, end) = ranges[piece];
                start.ShouldBeInRange(last.Start, end, text);
                end.ShouldBeInRange(last.End, points.Length, text);
                last = ranges[piece];
                var written = tokenizer.PieceOf(row.Ids[tokenizer.Frame.Before + piece]) ?? "";
                var letters = written.Replace("##", "", StringComparison.Ordinal).TrimStart('\u2581', '\u0120');
                if (Ascii.IsValid(letters) && letters.All(char.IsAsciiLetterOrDigit) && letters.Length > 0)
                {
                    // A piece of letters alone is the letters at its place, but for their case and accents, and for a ligature, which
                    // pieces may share.
                    exact++;
                    string[] found = [.. points[start..end].Select(LettersOf)];
                    if (found.Any(one => one.Length > 1))
                    {
                        string.Concat(found).ShouldContain(letters.ToLowerInvariant(), Case.Sensitive, text);
                    }
                    else
                    {
                        string.Concat(found).ShouldBe(letters.ToLowerInvariant(), text);
                    }
                }
            }
        }

        exact.ShouldBeGreaterThan(100);
    }

    [Theory]
    [InlineData("distilbert-tiny", "A café.", "a:0-1 ca:2-4 ##fe:4-6 .:6-7")]
    [InlineData("distilbert-tiny", "ok 中☃ no", "o:0-1 ##k:1-2 [UNK]:3-4 [UNK]:4-5 no:6-8")]
    [InlineData("roberta-tiny", "no 😀", "n:0-1 o:1-2 \u0120:2-3 ð:3-4")]
    [InlineData("marian-tiny", "Two dogs", "\u2581Two:0-3 \u2581dog:4-7 s:7-8")]
    [InlineData("marian-tiny", "a ☃☃dogs", "\u2581a:0-1 \u2581:1-2 <unk>:2-4 d:4-5")]
    public void RangesOf_KnownText_IsWhatAReaderSees(string folder, string text, string expected)
    {
        var tokenizer = TokenizerLoader.Load(Fixtures.Folder(folder));
        var row = tokenizer.Encode(text, int.MaxValue, Work);
        var shown = tokenizer
            .RangesOf(text, Work)
            .Select((range, piece) => $"{tokenizer.PieceOf(row.Ids[tokenizer.Frame.Before + piece])}:{range.Start}-{range.End}");

        string.Join(' ', shown).ShouldStartWith(expected);
    }

    [Fact]
    public void RangesOf_CharacterOfSeveralPieces_IsTheCharacterForEach()
    {
        var tokenizer = TokenizerLoader.Load(Fixtures.Folder("roberta-tiny"));

        tokenizer.RangesOf("a😀b", Work)[1..^1].Distinct().ShouldBe([new PieceRange(1, 2)]);
    }

    [Theory]
    [MemberData(nameof(Folders))]
    public void RangesOf_LongHostileText_TakesStepsInItsLength(string folder)
    {
        var tokenizer = TokenizerLoader.Load(Fixtures.Folder(folder));
        string[] units = ["a", "\u0301", "\uFDFA", "☃", ">>a<<", "[UNK]", "<unk>", "\u2581", "\0", "\u200D"];
        foreach (var unit in units)
        {
            (Steps(unit, 4_000) - Steps(unit, 2_000)).ShouldBeLessThan(3 * Steps(unit, 2_000) + 10_000, unit);
        }

        long Steps(string unit, int times)
        {
            var work = new TextWork(CancellationToken.None);
            tokenizer.RangesOf(new StringBuilder().Insert(0, unit, times).ToString(), work).ShouldAllBe(range => range.End >= range.Start);
            return work.Steps;
        }
    }

    [Theory]
    [MemberData(nameof(Folders))]
    public void Decode_WithSpecialTokens_KeepsThem(string folder)
    {
        var tokenizer = TokenizerLoader.Load(Fixtures.Folder(folder));
        var row = tokenizer.Encode("two dogs", int.MaxValue, Work);
        var end = tokenizer.PieceOf(row.Ids[^1]) ?? "";

        tokenizer.Decode(row.Ids, skipSpecialTokens: false, Work).ShouldEndWith(end);
        tokenizer.Decode(row.Ids, skipSpecialTokens: true, Work).ShouldNotContain(end);
    }

    private static string LettersOf(int point) =>
        string.Concat(new Rune(point).ToString().Normalize(NormalizationForm.FormKD).Where(char.IsAsciiLetterOrDigit)).ToLowerInvariant();
}
