using System.Text.Json;
using System.Text.Json.Serialization;
using TransformerService.Shadow.Records;

namespace TransformerService.Api.Json;

/// <summary><c>verdict</c>: "undecided", "holds" or "strays".</summary>
internal sealed class VerdictConverter() : JsonStringEnumConverter<ShadowVerdict>(JsonNamingPolicy.CamelCase, allowIntegerValues: false);
