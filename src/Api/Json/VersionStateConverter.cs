using System.Text.Json;
using System.Text.Json.Serialization;
using TransformerService.Models.Catalog;

namespace TransformerService.Api.Json;

/// <summary><c>state</c> of a version: "available", "loading", "ready" or "failed".</summary>
internal sealed class VersionStateConverter() : JsonStringEnumConverter<VersionState>(JsonNamingPolicy.CamelCase, allowIntegerValues: false);
