using System.Text.Json;
using TransformerService.Models.Files;

namespace TransformerService.Models.Exports;

/// <summary>
/// Reads how a Pooling module of sentence-transformers pools: <c>pooling_mode</c>, which versions from 5.4 write, otherwise the flags of
/// the older ones. Without any it is the mean.
/// </summary>
internal static class PoolingReader
{
    private const string Modes = "pooling_mode",
        MeanFlag = "pooling_mode_mean_tokens";

    /// <summary>The modes in the order in which the vectors of several flags are put one after another.</summary>
    private static readonly (string Name, string Flag, PoolingMode Mode)[] Known =
    [
        ("cls", "pooling_mode_cls_token", PoolingMode.Cls),
        ("max", "pooling_mode_max_tokens", PoolingMode.Max),
        ("mean", MeanFlag, PoolingMode.Mean),
        ("mean_sqrt_len_tokens", "pooling_mode_mean_sqrt_len_tokens", PoolingMode.MeanSqrtLength),
        ("weightedmean", "pooling_mode_weightedmean_tokens", PoolingMode.WeightedMean),
        ("lasttoken", "pooling_mode_lasttoken", PoolingMode.LastToken),
    ];

    /// <summary>Returns the modes; empty with a fault.</summary>
    /// <param name="config">The module's config.json.</param>
    /// <param name="name">The file's name with its folder.</param>
    /// <param name="faults">Receives what is wrong.</param>
    /// <param name="warnings">Receives what versions of sentence-transformers read differently.</param>
    public static IReadOnlyList<PoolingMode> Read(JsonSection config, string name, List<string> faults, List<string> warnings)
    {
        if (config.Value(Modes) is { } named)
        {
            PoolingMode?[] modes = [.. Names(named).Select(Find)];
            if (modes.Length > 0 && modes.Length <= Known.Length && Array.TrueForAll(modes, mode => mode is not null))
            {
                return [.. modes.OfType<PoolingMode>()];
            }

            faults.Add(
                $"{name}: '{Modes}' must be one of {string.Join(", ", Known.Select(mode => $"\"{mode.Name}\""))}, or a list of them."
            );
            return [];
        }

        PoolingMode[] flags = [.. Known.Where(mode => config.Flag(mode.Flag) is true).Select(mode => mode.Mode)];
        if (flags.Length > 0 && !config.Has(MeanFlag))
        {
            warnings.Add(
                $"{name} does not set {MeanFlag}: no mean is added, as by sentence-transformers from 5.4; older versions add it. Write true or false."
            );
        }

        return flags.Length > 0 ? flags : [PoolingMode.Mean];
    }

    private static PoolingMode? Find(string name)
    {
        foreach (var (known, _, mode) in Known)
        {
            if (string.Equals(known, name.Trim(), StringComparison.OrdinalIgnoreCase))
            {
                return mode;
            }
        }

        return null;
    }

    /// <summary>The names of a string, which may join several with <c>+</c>, or of a list of strings.</summary>
    private static IEnumerable<string> Names(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.String => (value.GetString() ?? "").Split('+'),
            JsonValueKind.Array => value
                .EnumerateArray()
                .Select(item => item.ValueKind == JsonValueKind.String ? item.GetString() ?? "" : ""),
            _ => [],
        };
}
