using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using TransformerService.Models.Manifests;
using TransformerService.Shadow.Records;

namespace TransformerService.Shadow.Promotion;

/// <summary>Writes decisions as text, and links each to the one before by a hash.</summary>
internal static class DecisionChain
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        Converters = { new JsonStringEnumConverter() },
    };

    /// <summary>The text of a decision.</summary>
    public static string Write(DecisionDraft draft, long number) =>
        JsonSerializer.Serialize(
            new Form(
                number,
                draft.At,
                draft.Subject.Model,
                draft.Kind,
                draft.Subject.Settings.Mode == PromotionMode.Automatic,
                draft.Subject.Canary,
                draft.Subject.Teacher,
                draft.Comparison,
                draft.Subject.Settings.MinSamples,
                draft.Subject.Settings.MaxDuration
            ),
            Options
        );

    /// <summary>The hash that links a decision to the one before.</summary>
    public static string Hash(string previous, string text) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{previous}\n{text}")));

    /// <summary>Reads a decision.</summary>
    /// <exception cref="FormatException">The text is not a decision.</exception>
    public static PromotionDecision Read(string text, string previous, string hash)
    {
        try
        {
            var form = JsonSerializer.Deserialize<Form>(text, Options) ?? throw new FormatException("The decision is null.");
            return new PromotionDecision(
                form.Number,
                form.At,
                form.Model,
                form.Kind,
                form.IsAutomatic,
                form.Canary,
                form.Teacher,
                form.Comparison,
                form.MinSamples,
                form.MaxDuration,
                previous,
                hash
            );
        }
        catch (JsonException exception)
        {
            throw new FormatException($"The decision is malformed: {exception.Message}", exception);
        }
    }

    private sealed record Form(
        long Number,
        DateTimeOffset At,
        string Model,
        DecisionKind Kind,
        bool IsAutomatic,
        string Canary,
        string Teacher,
        CanaryComparison Comparison,
        int MinSamples,
        TimeSpan MaxDuration
    );
}
