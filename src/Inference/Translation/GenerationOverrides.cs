using TransformerService.Models;
using TransformerService.Models.Errors;
using TransformerService.Models.Exports;
using TransformerService.Models.Requests;

namespace TransformerService.Inference.Translation;

/// <summary>Applies a request's options to the export's generation settings, and refuses values out of range.</summary>
internal static class GenerationOverrides
{
    /// <exception cref="InferenceException">Options are out of range; the message names all of them.</exception>
    public static GenerationSettings Apply(SequenceModel model, SearchOptions options)
    {
        var file = model.Generation;
        var beams = options.BeamSize ?? file.NumBeams;
        var newTokens = options.MaxNewTokens ?? file.MaxLength - 1;
        var faults = new List<string>();
        CheckRange("beamSize", options.BeamSize, GenerationLimits.BeamSize);
        Check("maxNewTokens", options.MaxNewTokens, 1, model.MaxNewTokens);
        Check("minNewTokens", options.MinNewTokens, 0, Math.Min(newTokens, model.MaxNewTokens));
        CheckRange("noRepeatNgramSize", options.NoRepeatNgramSize, GenerationLimits.NoRepeatNgramSize);
        CheckRange("lengthPenalty", options.LengthPenalty, GenerationLimits.LengthPenalty);
        CheckRange("repetitionPenalty", options.RepetitionPenalty, GenerationLimits.RepetitionPenalty);

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

        void CheckRange(string name, double? value, NumberRange range)
        {
            if (value is { } number && !range.Contains(number))
            {
                faults.Add($"'options.{name}' must be {range}.");
            }
        }
    }
}
