using System.Text.Json;
using System.Text.Json.Serialization;
using TransformerService.Models.Catalog;

namespace TransformerService.Api.Json;

/// <summary><c>state</c>: "loading", "ready" or "failed".</summary>
internal sealed class StateConverter() : JsonStringEnumConverter<ModelState>(JsonNamingPolicy.CamelCase, allowIntegerValues: false);
