using System.Text.Json;
using System.Text.Json.Serialization;
using TransformerService.Models.Catalog;

namespace TransformerService.Api.Json;

/// <summary><c>state</c> of a self-check: "none", "passed" or "failed".</summary>
internal sealed class SelfCheckStateConverter() : JsonStringEnumConverter<SelfCheckState>(JsonNamingPolicy.CamelCase, allowIntegerValues: false);
