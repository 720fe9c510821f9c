using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using TransformerService.Models;
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
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter() },
    };

    /// <summary>The text of a decision by evidence.</summary>
    public static string Write(DecisionDraft draft, long number) =>
        JsonSerializer.Serialize(
            new Form(number, draft.At, draft.Subject.Model, draft.Kind)
            {
                IsAutomatic = draft.Subject.Settings.Mode == PromotionMode.Automatic,
                Canary = draft.Subject.Canary,
                Teacher = draft.Subject.Teacher,
                Comparison = draft.Comparison,
                MinSamples = draft.Subject.Settings.MinSamples,
                MaxDuration = draft.Subject.Settings.MaxDuration,
            },
            Options
        );

    /// <summary>The text of an operator's change.</summary>
    public static string Write(OperatorDraft draft, long number) =>
        JsonSerializer.Serialize(
            new Form(number, draft.At, draft.Change.Model, draft.Kind)
            {
                By = draft.By,
                Role = draft.Change.Role,
                From = draft.Change.From,
                To = draft.Change.To,
                Share = draft.Change.Share,
            },
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
            var decision = new PromotionDecision(form.Number, form.At, form.Model, form.Kind, previous, hash)
            {
                Evidence = form.Evidence,
                Operator = form.Operator,
            };
            return (decision.Evidence is null) == (decision.Operator is null)
                ? throw new FormatException("The decision must be by evidence or by an operator.")
                : decision;
        }
        catch (JsonException exception)
        {
            throw new FormatException($"The decision is malformed: {exception.Message}", exception);
        }
    }

    /// <summary>A decision as it is stored. The optional fields are those of decisions by evidence, and those of operators.</summary>
    private sealed record Form(long Number, DateTimeOffset At, string Model, DecisionKind Kind)
    {
        public bool? IsAutomatic { get; init; }

        public string? Canary { get; init; }

        public string? Teacher { get; init; }

        public CanaryComparison? Comparison { get; init; }

        public int? MinSamples { get; init; }

        public TimeSpan? MaxDuration { get; init; }

        public string? By { get; init; }

        public VariantRole? Role { get; init; }

        public string? From { get; init; }

        public string? To { get; init; }

        public double? Share { get; init; }

        [JsonIgnore]
        public DecisionEvidence? Evidence =>
            this
                is {
                    IsAutomatic: { } automatic,
                    Canary: { } canary,
                    Teacher: { } teacher,
                    Comparison: { } comparison,
                    MinSamples: { } samples,
                    MaxDuration: { } duration
                }
                ? new(automatic, canary, teacher, comparison, samples, duration)
                : null;

        [JsonIgnore]
        public OperatorChange? Operator =>
            this is { By: { } by, Role: { } role, From: { } from, To: { } to } ? new(by, role, from, to, Share) : null;
    }
}
