using System.Text.Json;
using System.Text.Json.Serialization;
using TransformerService.Tests.Support.Exports;

namespace TransformerService.Inference.Tests.Golden;

/// <summary>The golden.json of a translation fixture: what PyTorch answered.</summary>
internal sealed record GoldenTranslations(GoldenBatch Batch, IReadOnlyList<GoldenTranslation> Cases)
{
    private static readonly JsonSerializerOptions SnakeCase = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public static GoldenTranslations Load(string folder) =>
        JsonSerializer.Deserialize<GoldenTranslations>(File.ReadAllText(Path.Combine(Fixtures.Folder(folder), "golden.json")), SnakeCase)!;

    public static IEnumerable<string> CaseNames(string folder) => Load(folder).Cases.Select(golden => golden.Name);
}

internal sealed record GoldenTranslation(
    string Name,
    string Text,
    int UntruncatedLength,
    bool Truncated,
    int[] InputIds,
    GoldenSequence Greedy,
    GoldenSequence Beam4,
    Dictionary<string, GoldenSequences>? Variants,
    [property: JsonPropertyName("first_step_logits_top5")] GoldenLogits FirstStepLogits
);

internal sealed record GoldenSequence(int[] Sequence, string Text, double SequencesScores);

internal sealed record GoldenSequences(int[][] Sequences, string[] Texts, double[]? SequencesScores);

internal sealed record GoldenLogits(int[] Ids, float[] Logits);

internal sealed record GoldenBatch(string[] Texts, int[][] InputIds, int[][] AttentionMask, GoldenSequences Greedy, GoldenSequences Beam4);
