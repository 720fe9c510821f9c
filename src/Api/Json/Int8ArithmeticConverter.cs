using System.Text.Json;
using System.Text.Json.Serialization;
using TransformerService.Models.Catalog;

namespace TransformerService.Api.Json;

/// <summary><c>int8Arithmetic</c>: "exact", "exactMode" or "saturating".</summary>
internal sealed class Int8ArithmeticConverter() : JsonStringEnumConverter<Int8Arithmetic>(JsonNamingPolicy.CamelCase, allowIntegerValues: false);
