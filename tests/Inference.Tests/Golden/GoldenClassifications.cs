using System.Text.Json;
using TransformerService.Tests.Support.Exports;

namespace TransformerService.Inference.Tests.Golden;

/// <summary>The golden.json of a classification fixture: what PyTorch answered.</summary>
internal sealed record GoldenClassifications(GoldenClassificationBatch Batch, IReadOnlyList<GoldenClassification> Cases)
{
    private static readonly JsonSerializerOptions SnakeCase = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public static GoldenClassifications Load(string folder) =>
        JsonSerializer.Deserialize<GoldenClassifications>(
            File.ReadAllText(Path.Combine(Fixtures.Folder(folder), "golden.json")),
            SnakeCase
        )!;
}

internal sealed record GoldenClassification(
    string Name,
    string Text,
    string? TextPair,
    int UntruncatedLength,
    bool Truncated,
    int[] InputIds,
    int[]? FastInputIds,
    int[]? TokenTypeIds,
    float[] Logits,
    double[] Scores
);

internal sealed record GoldenClassificationBatch(string[] Texts, int[][] InputIds, float[][] Logits);
