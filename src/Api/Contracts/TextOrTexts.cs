using System.Text.Json.Serialization;
using TransformerService.Api.Json;

namespace TransformerService.Api.Contracts;

/// <summary>One text, or an array of texts.</summary>
/// <param name="Values">The texts in their order, at least one.</param>
[JsonConverter(typeof(TextOrTextsConverter))]
public sealed record TextOrTexts(IReadOnlyList<string> Values);
