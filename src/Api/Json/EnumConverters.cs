using System.Text.Json;
using System.Text.Json.Serialization;
using TransformerService.Models;
using TransformerService.Models.Catalog;
using TransformerService.Models.Requests;
using TransformerService.Shadow.Records;

namespace TransformerService.Api.Json;

/// <summary><c>state</c>: "loading", "ready" or "failed".</summary>
internal sealed class StateConverter() : JsonStringEnumConverter<ModelState>(JsonNamingPolicy.CamelCase, allowIntegerValues: false);

/// <summary><c>state</c> of a version: "available", "loading", "ready" or "failed".</summary>
internal sealed class VersionStateConverter()
    : JsonStringEnumConverter<VersionState>(JsonNamingPolicy.CamelCase, allowIntegerValues: false);

/// <summary><c>state</c> of a self-check: "none", "passed" or "failed".</summary>
internal sealed class SelfCheckStateConverter()
    : JsonStringEnumConverter<SelfCheckState>(JsonNamingPolicy.CamelCase, allowIntegerValues: false);

/// <summary><c>int8Arithmetic</c>: "exact", "exactMode" or "saturating".</summary>
internal sealed class Int8ArithmeticConverter()
    : JsonStringEnumConverter<Int8Arithmetic>(JsonNamingPolicy.CamelCase, allowIntegerValues: false);

/// <summary><c>task</c>: transformers' name, such as "text-classification".</summary>
internal sealed class TaskConverter() : JsonStringEnumConverter<ModelTask>(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false);

/// <summary><c>verdict</c>: "undecided", "holds" or "strays".</summary>
internal sealed class VerdictConverter() : JsonStringEnumConverter<ShadowVerdict>(JsonNamingPolicy.CamelCase, allowIntegerValues: false);

/// <summary><c>verdict</c> on a canary: "undecided", "notWorse" or "worse".</summary>
internal sealed class CanaryVerdictConverter()
    : JsonStringEnumConverter<CanaryVerdict>(JsonNamingPolicy.CamelCase, allowIntegerValues: false);

/// <summary><c>kind</c> of a decision: "promote", "rollBack", "expire", "setCanary" or "endCanary".</summary>
internal sealed class DecisionKindConverter()
    : JsonStringEnumConverter<DecisionKind>(JsonNamingPolicy.CamelCase, allowIntegerValues: false);

/// <summary><c>guardRail</c> of a decision: "latency".</summary>
internal sealed class GuardRailConverter() : JsonStringEnumConverter<GuardRail>(JsonNamingPolicy.CamelCase, allowIntegerValues: false);

/// <summary><c>state</c> of a side of a comparison: "loading", "ready", "available", "failed" or "unreachable".</summary>
internal sealed class ShadowStateConverter()
    : JsonStringEnumConverter<ShadowVariantState>(JsonNamingPolicy.CamelCase, allowIntegerValues: false);

/// <summary><c>finishReason</c>: "stop", "length" or "repetition".</summary>
internal sealed class FinishReasonConverter()
    : JsonStringEnumConverter<FinishReason>(JsonNamingPolicy.CamelCase, allowIntegerValues: false);

/// <summary><c>notEscalated</c>: "budgetSpent", "teacherBusy", "teacherAway", "timeShort" or "limitReached".</summary>
internal sealed class EscalationRefusalConverter()
    : JsonStringEnumConverter<EscalationRefusal>(JsonNamingPolicy.CamelCase, allowIntegerValues: false);

/// <summary><c>code</c> of a warning: "spanChanged", "numberChanged" or "glossaryNotApplied".</summary>
internal sealed class TranslationWarningKindConverter()
    : JsonStringEnumConverter<TranslationWarningKind>(JsonNamingPolicy.CamelCase, allowIntegerValues: false);

/// <summary><c>format</c>: "text", "html", "xml" or "markdown".</summary>
internal sealed class TextFormatConverter : JsonConverter<TextFormat>
{
    public override TextFormat Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String
            ? JsonText.Read(ref reader) switch
            {
                "text" => TextFormat.Text,
                "html" => TextFormat.Html,
                "xml" => TextFormat.Xml,
                "markdown" => TextFormat.Markdown,
                _ => throw new BodyValueException(Expected),
            }
            : throw new BodyValueException(Expected);

    public override void Write(Utf8JsonWriter writer, TextFormat value, JsonSerializerOptions options) =>
        writer.WriteStringValue(JsonNamingPolicy.CamelCase.ConvertName(value.ToString()));

    private const string Expected = "text, html, xml or markdown";
}
