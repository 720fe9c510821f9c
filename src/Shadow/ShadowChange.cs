using TransformerService.Models;
using TransformerService.Models.Errors;
using TransformerService.Models.Manifests;
using TransformerService.Shadow.Records;

namespace TransformerService.Shadow;

/// <summary>What an operator changes in a model's shadow while the server runs; what is left out stays.</summary>
/// <param name="SampleRate">Share of the requests that the teacher answers too, 0 to 1.</param>
/// <param name="MaxPerSecond">Texts a second at most, above 0 to 1,000,000.</param>
/// <param name="Margin">The rate of disagreement up to which the student holds, above 0 and below 1.</param>
public sealed record ShadowChange(double? SampleRate, double? MaxPerSecond, double? Margin)
{
    /// <summary>Returns the changed settings.</summary>
    /// <exception cref="InferenceException">A value is out of range, or nothing is changed.</exception>
    internal ShadowSettings ApplyTo(ShadowSettings settings)
    {
        List<string> faults = [];
        Check("sampleRate", SampleRate, ShadowRanges.SampleRate);
        Check("maxPerSecond", MaxPerSecond, ShadowRanges.MaxPerSecond);
        Check("margin", Margin, ShadowRanges.Margin);
        if (this is { SampleRate: null, MaxPerSecond: null, Margin: null })
        {
            faults.Add("Give at least one of 'sampleRate', 'maxPerSecond' and 'margin'.");
        }

        return faults.Count == 0
            ? new ShadowSettings(SampleRate ?? settings.SampleRate, MaxPerSecond ?? settings.MaxPerSecond, Margin ?? settings.Margin)
            : throw new InferenceException(InferenceError.InvalidInput, string.Join(" ", faults));

        void Check(string name, double? value, NumberRange range)
        {
            if (value is { } given && !range.Contains(given))
            {
                faults.Add($"'{name}' must be {range}.");
            }
        }
    }
}
