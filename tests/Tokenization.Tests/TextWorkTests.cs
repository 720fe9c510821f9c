using Shouldly;
using TransformerService.Tokenization.Loading;
using TransformerService.Tokenization.Sentences;
using Xunit;

namespace TransformerService.Tokenization.Tests;

/// <summary>
/// Long texts: the steps grow with the text's length, and a call that is cancelled stops inside its text. Steps are counted, no time is
/// taken.
/// </summary>
public sealed class TextWorkTests
{
    private const int MostCharacters = 500_000;

    // A turn of a loop may count a whole word at once.
    private const int Slack = 3 * TextWork.StepsBetweenLooks;

    private static readonly string[] Units =
    [
        "a",
        "a ",
        "\u0301",
        "\u0301\u0316",
        "\u0F73",
        "e\u0301",
        "\u1100\u1161\u11A8",
        "\u1161",
        "\u11A8",
        "\uAC00",
        "!",
        "! ",
        ". ",
        ".",
        "(",
        "\"",
        ". \" ",
        ">>",
        "<<",
        ">>a<<",
        "\n",
        " ",
        new string('w', 100) + " ",
        "\u200B",
        "\u200D",
        "\uD835\uDCD7",
        "\u4E2D",
        "1. ",
        "<s>",
        "[MASK]",
        "<extra_id_7>",
        "\u2581",
        "\uFF9E",
        "\u30AB\uFF9E",
        "'s",
        "\uFDFA",
        "\r\n",
        ")",
        "[",
        ">>fr<<",
        "« » ",
        "“”",
        "A. ",
        "Dr. ",
        "e.g. ",
        "U.S.A.",
        "1.2",
        "\u2026",
        "\u3002",
        "\u4E2D\u3002",
        "\u300C\u300D",
        "\u0964 ",
        "\U0001F469\u200D",
        "\uFEFF",
        "\u202E",
        "\uFFFE",
        "\U0001F9FF",
        "\uD800",
        "\uDC00",
        "\uDC00\uD800",
        "\u0001",
        "\0",
        "##",
        "1",
        "A",
        "a@b.",
        "-",
        "http://a.b/",
    ];

    /// <summary>A tokenizer for each kind, and steps of tokenizer.json that no fixture has.</summary>
    public static TheoryData<string, bool, string?> Kinds =>
        new()
        {
            { "marian-tiny", false, null },
            { "t5-tiny", false, null },
            { "t5-tiny", true, null },
            { "mt5-bytefallback-tiny", false, null },
            { "bert-tiny", false, null },
            { "bert-tiny", true, null },
            { "distilbert-tiny", false, null },
            { "roberta-tiny", false, null },
            { "roberta-tiny", true, null },
            { "roberta-tiny", true, """{ "type": "NFC" }""" },
            { "roberta-tiny", true, """{ "type": "NFD" }""" },
            { "roberta-tiny", true, """{ "type": "NFKC" }""" },
            { "roberta-tiny", true, """{ "type": "NFKD" }""" },
            { "roberta-tiny", true, """{ "type": "Nmt" }""" },
            { "roberta-tiny", true, """{ "type": "BertNormalizer" }""" },
            { "roberta-tiny", true, """{ "type": "Replace", "pattern": { "Regex": "[a-z]+" }, "content": "b" }""" },
        };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Encode_TwiceTheText_TakesTwiceTheSteps(string folder, bool fastOnly, string? normalizer)
    {
        var tokenizer = Load(folder, fastOnly, normalizer);
        foreach (var unit in Units)
        {
            long once = Steps(Text(unit, 20_000)),
                twice = Steps(Text(unit, 40_000));

            once.ShouldBeGreaterThan(20_000 / 64, unit);
            twice.ShouldBeLessThan(3 * once, unit);
        }

        // Marks of two classes in the order that string.Normalize is quadratic in; brackets and codes that close only after all have
        // opened.
        Steps(Reversed(40_000)).ShouldBeLessThan(3 * Steps(Reversed(20_000)));
        Steps(Nested("(", ")", 40_000)).ShouldBeLessThan(3 * Steps(Nested("(", ")", 20_000)));
        Steps(Nested(">>", "<<", 40_000)).ShouldBeLessThan(3 * Steps(Nested(">>", "<<", 20_000)));

        long Steps(string text)
        {
            var work = new TextWork(CancellationToken.None);
            tokenizer.Encode(text, 512, work);
            return work.Steps;
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Encode_CancelledInsideTheText_Stops(string folder, bool fastOnly, string? normalizer)
    {
        var tokenizer = Load(folder, fastOnly, normalizer);
        foreach (var text in Units.Select(unit => Text(unit, MostCharacters)).Append(Reversed(MostCharacters)))
        {
            StopsAt(10_000, work => tokenizer.Encode(text, 512, work));
            StopsAt(10_000, work => tokenizer.EncodePair("a", text, 512, work));
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Encode_CancelledBefore_Throws(string folder, bool fastOnly, string? normalizer)
    {
        var tokenizer = Load(folder, fastOnly, normalizer);
        var cancelled = new TextWork(new CancellationToken(canceled: true));
        var text = Text("word ", MostCharacters);

        Should.Throw<OperationCanceledException>(() => tokenizer.Encode(text, 512, cancelled));
        Should.Throw<OperationCanceledException>(() => tokenizer.EncodePair("a", text, 512, cancelled));
        Should.Throw<OperationCanceledException>(() => tokenizer.Encode(text, ">>fr<<", 512, cancelled));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Decode_CancelledInsideTheIds_Stops(string folder, bool fastOnly, string? normalizer)
    {
        var tokenizer = Load(folder, fastOnly, normalizer);
        int[] ids = [.. Enumerable.Repeat(tokenizer.Encode("word", 512).Ids[0], 100_000)];

        StopsAt(10_000, work => tokenizer.Decode(ids, work));
    }

    [Theory]
    [InlineData("en")]
    [InlineData("fr")]
    [InlineData("de")]
    [InlineData("hi")]
    [InlineData("ru")]
    [InlineData("ja")]
    [InlineData("pl")]
    public void Split_LongText_IsLinearAndStopsWhenCancelled(string language)
    {
        foreach (var unit in Units)
        {
            long once = Steps(Text(unit, 20_000)),
                twice = Steps(Text(unit, 40_000));

            once.ShouldBeGreaterThan(20_000 / 3, unit);
            twice.ShouldBeLessThan(3 * once, unit);
            StopsAt(10_000, work => SentenceSplitter.Split(Text(unit, MostCharacters), language, work), mostAtOnce: MostCharacters);
        }

        long Steps(string text)
        {
            var work = new TextWork(CancellationToken.None);
            SentenceSplitter.Split(text, language, work);
            return work.Steps;
        }
    }

    private static void StopsAt(long steps, Action<TextWork> run, int mostAtOnce = Slack)
    {
        using var source = new CancellationTokenSource();
        var work = new TextWork(source.Token) { Looked = reached => Cancel(source, reached >= steps) };

        Should.Throw<OperationCanceledException>(() => run(work));

        work.Steps.ShouldBeLessThanOrEqualTo(steps + mostAtOnce);
    }

    private static void Cancel(CancellationTokenSource source, bool isTime)
    {
        if (isTime)
        {
            source.Cancel();
        }
    }

    private static TextTokenizer Load(string folder, bool fastOnly, string? normalizer)
    {
        using var copy = fastOnly ? TokenizerFolderCopy.FastOnly(folder) : new TokenizerFolderCopy(folder);
        if (normalizer is not null)
        {
            var root = System.Text.Json.Nodes.JsonNode.Parse(copy.Read("tokenizer.json"))!.AsObject(); // the fixture is an object
            root["normalizer"] = System.Text.Json.Nodes.JsonNode.Parse(normalizer);
            copy.Write("tokenizer.json", root.ToJsonString());
        }

        return TokenizerLoader.Load(copy.Path);
    }

    private static string Text(string unit, int characters) => string.Concat(Enumerable.Repeat(unit, characters / unit.Length));

    private static string Nested(string opening, string closing, int characters) =>
        Text(opening, characters / 2) + Text(closing, characters / 2);

    private static string Reversed(int characters) =>
        "a" + new string('\u0301', characters / 2) + new string('\u0316', (characters / 2) - 1);
}
