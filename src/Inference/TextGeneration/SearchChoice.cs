using System.Globalization;
using TransformerService.Inference.Decoding;
using TransformerService.Inference.Translation;
using TransformerService.Models;
using TransformerService.Models.Errors;
using TransformerService.Models.Exports;
using TransformerService.Models.Requests;

namespace TransformerService.Inference.TextGeneration;

/// <summary>How the texts of a request are generated: by a search for the most likely sequence, or by drawing tokens.</summary>
/// <param name="Settings">The settings of each row.</param>
/// <param name="Samples">How each sample of a text is drawn, each a row of its own; <see langword="null"/> for a search, which is one row.</param>
internal sealed record SearchChoice(GenerationSettings Settings, IReadOnlyList<TokenSampling>? Samples)
{
    /// <summary>The rows of one text.</summary>
    public int RowsOfText => Samples?.Count ?? 1;

    /// <summary>The hypotheses of one text.</summary>
    public int Hypotheses => Samples?.Count ?? Settings.NumReturnSequences;

    /// <summary>Applies a request's options to the export's settings.</summary>
    /// <exception cref="InferenceException">Options are out of range, or exclude each other; the message names all of them.</exception>
    public static SearchChoice Of(SequenceModel model, GenerationOptions options)
    {
        if (!options.DoSample)
        {
            return options.SetsSampling
                ? throw InferenceException.Invalid(
                    "'options.temperature', 'options.topK', 'options.topP' and 'options.seed' have no effect without 'options.doSample' true: set it, or leave them out."
                )
                : new SearchChoice(GenerationOverrides.Apply(model, options), null);
        }

        var faults = new List<string>();
        Check("temperature", options.Temperature, GenerationLimits.Temperature);
        Check("topK", options.TopK, GenerationLimits.TopK);
        Check("topP", options.TopP, GenerationLimits.TopP);
        Check("numHypotheses", options.NumHypotheses, GenerationLimits.BeamSize);
        if (options.Seed is < 0 or > GenerationLimits.MaxSeed)
        {
            faults.Add(string.Create(CultureInfo.InvariantCulture, $"'options.seed' must be from 0 to {GenerationLimits.MaxSeed}."));
        }

        if (options.BeamSize is not (null or 1))
        {
            faults.Add(
                "'options.beamSize' must be 1 or left out with 'options.doSample' true; 'options.numHypotheses' gives several samples."
            );
        }

        if (faults.Count > 0)
        {
            throw InferenceException.Invalid(string.Join(" ", faults));
        }

        var settings = GenerationOverrides.Apply(model, options with { BeamSize = 1, NumHypotheses = 1 });
        var seed = options.Seed ?? Random.Shared.NextInt64(GenerationLimits.MaxSeed);
        return new SearchChoice(
            settings,
            [
                .. Enumerable
                    .Range(0, options.NumHypotheses ?? 1)
                    .Select(sample =>
                        TokenSampling.Of(
                            options.Temperature ?? settings.Temperature,
                            options.TopK ?? settings.TopK,
                            options.TopP ?? settings.TopP,
                            seed,
                            sample
                        )
                    ),
            ]
        );

        void Check(string name, double? value, NumberRange range)
        {
            if (value is { } number && !range.Contains(number))
            {
                faults.Add($"'options.{name}' must be {range}.");
            }
        }
    }
}
