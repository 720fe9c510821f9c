using System.Collections;
using System.Reflection;
using TransformerService.Inference;
using TransformerService.Shadow;

namespace TransformerService.Deploy.Tests;

/// <summary>What the program can be configured with, from its options classes.</summary>
internal static class ConfigurationKeys
{
    /// <summary>Those of the framework, and of what reads its section by itself.</summary>
    private static readonly string[] Foreign = ["Kestrel:Endpoints:Http:Url", "Kestrel:Endpoints:Grpc:Url"];

    private static readonly Dictionary<string, Type> Sections = new[]
    {
        typeof(Program).Assembly,
        typeof(InferencePipeline).Assembly,
        typeof(ShadowService).Assembly,
    }
        .SelectMany(assembly => assembly.GetTypes())
        .Select(type =>
            (Type: type, Section: type.GetField("Section", BindingFlags.Public | BindingFlags.Static)?.GetRawConstantValue() as string)
        )
        .Where(found => found.Section is not null)
        .ToDictionary(found => found.Section!, found => found.Type, StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// Whether an environment variable sets an option that there is; those without a separator are not the configuration's.
    /// </summary>
    public static bool IsKnown(string environmentVariable)
    {
        var key = environmentVariable.Replace("__", ":", StringComparison.Ordinal);
        return !key.Contains(':', StringComparison.Ordinal)
            || Foreign.Contains(key)
            || (key.Split(':') is [var section, .. var path] && Sections.TryGetValue(section, out var type) && IsKnown(type, path));
    }

    private static bool IsKnown(Type type, ReadOnlySpan<string> path)
    {
        if (path.IsEmpty)
        {
            return !type.Namespace!.StartsWith(nameof(TransformerService), StringComparison.Ordinal) || type.IsEnum;
        }

        if (type != typeof(string) && typeof(IEnumerable).IsAssignableFrom(type) && type.IsGenericType)
        {
            return IsKnown(type.GenericTypeArguments[^1], path[1..]);
        }

        return type.GetProperty(path[0]) is { } property && IsKnown(property.PropertyType, path[1..]);
    }
}
