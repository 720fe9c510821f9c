using System.Globalization;
using TransformerService.Models.Errors;
using TransformerService.Models.Exports;
using TransformerService.Models.Requests;

namespace TransformerService.Inference.Translation;

/// <summary>Applies a request's options to the export's generation settings, and refuses values out of range.</summary>
internal static class GenerationOverrides
{
    public const int MaxBeamSize = 8;
    private const int MaxNgramSize = 32;

    /// <exception cref="InferenceException">Options are out of range; the message names all of them.</exception>
    public static GenerationSettings Apply(TranslationModel model, TranslationOptions options)
    {
        var file = model.Generation;
        var beams = options.BeamSize ?? file.NumBeams;
        var newTokens = options.MaxNewTokens ?? file.MaxLength - 1;
        var faults = new List<string>();
        Check("beamSize", options.BeamSize, 1, MaxBeamSize);
        Check("maxNewTokens", options.MaxNewTokens, 1, model.MaxNewTokens);
        Check("minNewTokens", options.MinNewTokens, 0, Math.Min(newTokens, model.MaxNewTokens));
        Check("noRepeatNgramSize", options.NoRepeatNgramSize, 0, MaxNgramSize);
        if (options.LengthPenalty is { } penalty && !(penalty is >= -10 and <= 10))
        {
            faults.Add("'options.lengthPenalty' must be from -10 to 10.");
        }

        if (
            options.RepetitionPenalty is { } repetition
            && !(repetition is >= GenerationSettings.MinRepetitionPenalty and <= GenerationSettings.MaxRepetitionPenalty)
        )
        {
            faults.Add(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"'options.repetitionPenalty' must be from {GenerationSettings.MinRepetitionPenalty} to {GenerationSettings.MaxRepetitionPenalty}."
                )
            );
        }

        if (options.NumHypotheses is { } hypotheses && (hypotheses < 1 || hypotheses > beams))
        {
            faults.Add(
                $"'options.numHypotheses' must be from 1 to the beam size, which is {beams} here; raise 'options.beamSize' for more."
            );
        }

        if (faults.Count > 0)
        {
            throw new InferenceException(InferenceError.InvalidInput, string.Join(" ", faults));
        }

        return file with
        {
            NumBeams = beams,
            MaxLength = newTokens + 1,
            MinNewTokens = options.MinNewTokens ?? file.MinNewTokens,
            LengthPenalty = options.LengthPenalty ?? file.LengthPenalty,
            NoRepeatNgramSize = options.NoRepeatNgramSize ?? file.NoRepeatNgramSize,
            RepetitionPenalty = options.RepetitionPenalty ?? file.RepetitionPenalty,
            NumReturnSequences = options.NumHypotheses ?? Math.Min(file.NumReturnSequences, beams),
            EarlyStopping = options.EarlyStopping ?? file.EarlyStopping,
        };

        void Check(string name, int? value, int least, int most)
        {
            if (value < least || value > most)
            {
                faults.Add($"'options.{name}' must be from {least} to {most}.");
            }
        }
    }
}
