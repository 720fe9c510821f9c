using System.Text.Json;
using System.Text.Json.Serialization;
using TransformerService.Shadow.Records;

namespace TransformerService.Api.Json;

/// <summary><c>state</c> of a side of a comparison: "loading", "ready", "available", "failed" or "unreachable".</summary>
internal sealed class ShadowStateConverter() : JsonStringEnumConverter<ShadowVariantState>(JsonNamingPolicy.CamelCase, allowIntegerValues: false);
