using System.Text.Json;
using TransformerService.Distillation.Tests.Data;

namespace TransformerService.Distillation.Tests.Evaluation;

/// <summary>A text of a fixture's golden.json, and what PyTorch answered.</summary>
internal sealed record GoldenCase(string Name, string Text, int Tokens, JsonElement Answer)
{
    public string TopLabel => Answer.GetProperty("top_label").GetString()!; // of a classifier

    public double[] Scores => [.. Answer.GetProperty("scores").EnumerateArray().Select(score => score.GetDouble())];

    public string Greedy => Answer.GetProperty("greedy").GetProperty("text").GetString()!; // of a translation model

    public string Beam4 => Answer.GetProperty("beam4").GetProperty("text").GetString()!; // of a translation model

    /// <summary>The cases of one text.</summary>
    public static IReadOnlyList<GoldenCase> Of(string fixture) =>
        [
            .. SourceTree
                .Json("tests", "fixtures", fixture, "golden.json")
                .GetProperty("cases")
                .EnumerateArray()
                .Where(item => !item.TryGetProperty("text_pair", out _))
                .Select(item => new GoldenCase(
                    item.GetProperty("name").GetString()!, // every case has these
                    item.GetProperty("text").GetString()!,
                    item.GetProperty("input_ids").GetArrayLength(),
                    item
                )),
        ];

    /// <summary>The five captions of the translation fixtures, which are in their domain and fit a line of a file.</summary>
    public static IReadOnlyList<GoldenCase> Captions() =>
        [.. Of("marian-tiny").Where(item => item.Name.StartsWith("mt-", StringComparison.Ordinal))];

    /// <summary>Cases of the intent fixture that fit a line of a file.</summary>
    public static IReadOnlyList<GoldenCase> Intents() =>
        [
            .. Of("roberta-tiny")
                .Where(item =>
                    item.Name is "sst-pos" or "plain-1" or "clinc-1" or "clinc-3" or "clinc-5" or "one-char-punct" or "accents" or "url"
                ),
        ];
}
