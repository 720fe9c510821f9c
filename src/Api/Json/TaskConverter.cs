using System.Text.Json;
using System.Text.Json.Serialization;
using TransformerService.Models;

namespace TransformerService.Api.Json;

/// <summary><c>task</c>: "translation" or "text-classification".</summary>
internal sealed class TaskConverter() : JsonStringEnumConverter<ModelTask>(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false);
